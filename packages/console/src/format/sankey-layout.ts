import type { JourneyFlow } from '@cusp/engine/contract';

/** What stands in one column of the diagram. */
export interface SankeyNode {
  readonly key: string;
  /** A step's name; null for those that are too small to be told apart. */
  readonly name: string | null;
  readonly kind: 'step' | 'rest' | 'reached' | 'left';
  readonly column: number;
  readonly journeys: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** A stream from one node to another. */
export interface SankeyLink {
  readonly key: string;
  readonly from: SankeyNode;
  readonly to: SankeyNode;
  readonly journeys: number;
  /** Where its middle leaves and arrives. */
  readonly fromY: number;
  readonly toY: number;
  readonly width: number;
}

/** A diagram, in units of its own. */
export interface SankeyLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly SankeyNode[];
  readonly links: readonly SankeyLink[];
}

/** How large things are drawn. */
export const SANKEY = { columnWidth: 180, nodeWidth: 10, height: 420, gap: 14, least: 2 } as const;
/** So many steps are told apart in a column. */
const MOST_IN_COLUMN = 6;

interface Stream {
  readonly from: string;
  readonly to: string;
  journeys: number;
}

/** Lays flows out in columns by position, the largest on top and the ends at the bottom. @param columns how many positions are shown */
export function sankeyLayout(flows: readonly JourneyFlow[], columns: number): SankeyLayout {
  const shown = flows.filter(({ position }) => position < columns - 1);
  const told = toldByColumn(shown, columns);
  const keyOf = (column: number, name: string): string => (told[column]?.has(name) === true ? `${column} step ${name}` : `${column} rest`);
  const streams = new Map<string, Stream>();
  for (const { position, from, to, ended, journeys } of shown) {
    const source = keyOf(position, from);
    const target = to === null ? `${position + 1} ${ended ?? 'left'}` : keyOf(position + 1, to);
    const key = `${source} > ${target}`;
    const stream = streams.get(key);
    if (stream === undefined) streams.set(key, { from: source, to: target, journeys });
    else stream.journeys += journeys;
  }
  const nodes = placed([...streams.values()], columns);
  return {
    width: (columns - 1) * SANKEY.columnWidth + 190,
    height: SANKEY.height,
    nodes: [...nodes.values()],
    links: linksOf(streams, nodes),
  };
}

/** By column, the names that are told apart. */
function toldByColumn(flows: readonly JourneyFlow[], columns: number): readonly ReadonlySet<string>[] {
  return Array.from({ length: columns }, (_, column) => {
    const counts = new Map<string, number>();
    const add = (name: string, journeys: number) => counts.set(name, (counts.get(name) ?? 0) + journeys);
    for (const { position, from, to, journeys } of flows) {
      if (position === column) add(from, journeys);
      // The last column is only come to.
      if (column === columns - 1 && position === column - 1 && to !== null) add(to, journeys);
    }
    const names = [...counts].sort(([, left], [, right]) => right - left).map(([name]) => name);
    return new Set(names.slice(0, MOST_IN_COLUMN));
  });
}

function placed(streams: readonly Stream[], columns: number): Map<string, SankeyNode> {
  const sums = new Map<string, { come: number; go: number }>();
  const sumOf = (key: string): { come: number; go: number } => {
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = { come: 0, go: 0 }));
    return sum;
  };
  for (const { from, to, journeys } of streams) {
    sumOf(from).go += journeys;
    sumOf(to).come += journeys;
  }
  const sized = [...sums].map(([key, { come, go }]) => ({ ...partsOf(key), key, journeys: Math.max(come, go) }));
  const nodes = new Map<string, SankeyNode>();
  const byColumn = Array.from({ length: columns }, (_, column) => sized.filter((node) => node.column === column));
  const tallest = Math.max(1, ...byColumn.map((column) => column.reduce((sum, { journeys }) => sum + journeys, 0)));
  const most = Math.max(1, ...byColumn.map((column) => column.length));
  const scale = (SANKEY.height - SANKEY.gap * (most - 1)) / tallest;
  for (const column of byColumn) {
    let y = 0;
    for (const node of column.sort((left, right) => rankOf(left) - rankOf(right) || right.journeys - left.journeys)) {
      const height = Math.max(SANKEY.least, node.journeys * scale);
      nodes.set(node.key, { ...node, x: node.column * SANKEY.columnWidth, y, height });
      y += height + SANKEY.gap;
    }
  }
  return nodes;
}

function partsOf(key: string): Pick<SankeyNode, 'name' | 'kind' | 'column'> {
  const [column = '0', kind = 'rest', ...name] = key.split(' ');
  return { column: Number(column), kind: kind as SankeyNode['kind'], name: kind === 'step' ? name.join(' ') : null };
}

/** Steps first, then the rest of them, then the ends. */
function rankOf({ kind }: Pick<SankeyNode, 'kind'>): number {
  return ['step', 'rest', 'reached', 'left'].indexOf(kind);
}

function linksOf(streams: ReadonlyMap<string, Stream>, nodes: ReadonlyMap<string, SankeyNode>): readonly SankeyLink[] {
  const used = { go: new Map<string, number>(), come: new Map<string, number>() };
  const take = (taken: Map<string, number>, node: SankeyNode, width: number): number => {
    const before = taken.get(node.key) ?? 0;
    taken.set(node.key, before + width);
    return node.y + before + width / 2;
  };
  const drawn = [...streams].map(([key, stream]) => ({
    ...{ key, journeys: stream.journeys },
    from: nodes.get(stream.from) as SankeyNode,
    to: nodes.get(stream.to) as SankeyNode,
  }));
  // From top to bottom on either side, so that streams cross as little as they can.
  const widths = new Map(drawn.map(({ key, from, journeys }) => [key, (journeys / from.journeys) * from.height]));
  const widthOf = (key: string): number => widths.get(key) as number;
  const fromY = new Map(
    drawn.toSorted((one, other) => one.to.y - other.to.y).map(({ key, from }) => [key, take(used.go, from, widthOf(key))]),
  );
  const toY = new Map(
    drawn.toSorted((one, other) => one.from.y - other.from.y).map(({ key, to }) => [key, take(used.come, to, widthOf(key))]),
  );
  return drawn.map((link) => ({
    ...link,
    fromY: fromY.get(link.key) as number,
    toY: toY.get(link.key) as number,
    width: widthOf(link.key),
  }));
}
