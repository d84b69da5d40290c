import type { JourneyFlow } from '@cusp/engine/contract';
import { useMemo } from 'react';
import { stepName } from '../format/journey-step.js';
import { count } from '../format/number.js';
import { SANKEY, type SankeyLink, type SankeyNode, sankeyLayout } from '../format/sankey-layout.js';
import { journeyTexts as texts } from '../texts/journeys-en.js';

/** So many positions are drawn. */
const COLUMNS = 6;
const TOP = 8;
/** Longer names are cut; the whole one is in the title. */
const LONGEST = 22;

/** Journeys from step to step as streams. */
export function JourneySankey({ flows }: { flows: readonly JourneyFlow[] }) {
  const { nodes, links, width, height } = useMemo(() => sankeyLayout(flows, COLUMNS), [flows]);
  return (
    // Who cannot see all of it can reach the rest by keys.
    <div className="sankey" role="group" aria-label={texts.waysChart} tabIndex={0}>
      <svg viewBox={`0 0 ${width} ${height + 2 * TOP}`} width={width} height={height + 2 * TOP} role="img" aria-label={texts.waysChart}>
        <g transform={`translate(0 ${TOP})`}>
          {links.map((link) => (
            <Stream key={link.key} of={link} />
          ))}
          {nodes.map((node) => (
            <Stop key={node.key} of={node} />
          ))}
        </g>
      </svg>
    </div>
  );
}

function nameOf({ kind, name }: SankeyNode): string {
  if (kind === 'reached') return texts.reached;
  if (kind === 'left') return texts.left;
  return name === null ? texts.rest : stepName(name);
}

function Stream({ of: { from, to, fromY, toY, width, journeys } }: { of: SankeyLink }) {
  const [start, end] = [from.x + SANKEY.nodeWidth, to.x];
  const middle = (start + end) / 2;
  return (
    <path
      className={`sankey-link sankey-${to.kind}`}
      d={`M${start} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${end} ${toY}`}
      strokeWidth={Math.max(1, width)}
    >
      <title>{texts.link(nameOf(from), nameOf(to), journeys)}</title>
    </path>
  );
}

function Stop({ of }: { of: SankeyNode }) {
  const name = nameOf(of);
  const shown = name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
  return (
    <g>
      <title>{texts.node(name, of.journeys)}</title>
      <rect className={`sankey-node sankey-${of.kind}`} x={of.x} y={of.y} width={SANKEY.nodeWidth} height={of.height} rx={2} />
      <text x={of.x + SANKEY.nodeWidth + 6} y={of.y + of.height / 2} dy="0.32em">
        {shown} <tspan className="sankey-count">{count(of.journeys)}</tspan>
      </text>
    </g>
  );
}
