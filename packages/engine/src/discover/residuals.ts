import type { Milliseconds } from '../vocabulary/instant.js';
import { type ComparisonGround, type Partition, partitionFor } from './comparison-ground.js';
import { customersIn, type EventColumns } from './event-columns.js';

/** How much more often than comparable events each one was followed by the goal, less what is usual; 0 where it is not asked. */
export interface Residuals {
  /** Compared with all events of its cell. */
  readonly amongAll: Float32Array;
  /** Compared with those of the same name. */
  readonly amongNamed: Float32Array;
  /** The mean square of those, by name; and of all. */
  readonly varianceOfName: Float64Array;
  readonly variance: number;
}

/** The residuals of the customers that are mined. */
export function residualsOf(columns: EventColumns, ground: ComparisonGround): Residuals {
  const { names, nameTexts } = columns;
  const { cell, expected, outcomes, usual } = ground;
  const asked = new Float64Array(nameTexts.length);
  forEachAsked(columns, ground, (event) => plus(asked, names[event] as number, 1));
  const total = (sums: Float64Array): number => sums.reduce((left, right) => left + right, 0);
  const ofAll = partitionFor(ground, total(asked));
  const all = ratios(ofAll.parts);
  const partitions = Array.from(asked, (count) => partitionFor(ground, count));
  const named = partitions.map(({ parts }) => ratios(parts));
  const partIn = ({ partOf }: Partition, event: number): number => partOf[cell[event] as number] as number;
  const excess = (event: number): number => (outcomes.came[event] as number) - (usual[event] as number);
  forEachAsked(columns, ground, (event) => {
    const name = names[event] as number;
    all.add(partIn(ofAll, event), excess(event), expected[event] as number);
    named[name]?.add(partIn(partitions[name] as Partition, event), excess(event), expected[event] as number);
  });
  const amongAll = new Float32Array(names.length);
  const amongNamed = new Float32Array(names.length);
  const squares = new Float64Array(nameTexts.length);
  forEachAsked(columns, ground, (event) => {
    const name = names[event] as number;
    amongAll[event] = excess(event) - (expected[event] as number) * all.of(partIn(ofAll, event));
    const residual =
      excess(event) - (expected[event] as number) * (named[name]?.of(partIn(partitions[name] as Partition, event)) as number);
    amongNamed[event] = residual;
    plus(squares, name, residual * residual);
  });
  return {
    amongAll,
    amongNamed,
    varianceOfName: squares.map((sum, name) => sum / Math.max(asked[name] as number, 1)),
    variance: total(squares) / Math.max(total(asked), 1),
  };
}

function plus(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}

function ratios(length: number): {
  readonly add: (at: number, excess: number, expected: number) => void;
  readonly of: (at: number) => number;
} {
  const [sums, awaited] = [new Float64Array(length), new Float64Array(length)];
  return {
    add: (at, excess, expected) => {
      sums[at] = (sums[at] as number) + excess;
      awaited[at] = (awaited[at] as number) + expected;
    },
    of: (at) => (sums[at] as number) / (awaited[at] as number),
  };
}

function forEachAsked({ starts, mined }: EventColumns, { outcomes: { usable } }: ComparisonGround, visit: (event: number) => void): void {
  for (let customer = 0; customer < customersIn({ starts }); customer++) {
    if (mined[customer] !== 1) continue;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) if (usable[event] === 1) visit(event);
  }
}

/**
 * How alike what follows two events of one customer is that lie further apart than the cooldown: 0 when it has nothing in common, 1 when it is the same (an intraclass
 * correlation, by the method of moments; never told to be below 0).
 */
export function likenessWithin(
  { starts, times, mined }: EventColumns,
  { outcomes }: ComparisonGround,
  { amongAll }: Residuals,
  cooldown: Milliseconds,
): number {
  let [products, pairs, squares, events] = [0, 0, 0, 0];
  for (let customer = 0; customer < customersIn({ starts }); customer++) {
    if (mined[customer] !== 1) continue;
    let [sum, ownSquares, own, after] = [0, 0, 0, Number.NEGATIVE_INFINITY];
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      if (outcomes.usable[event] !== 1 || (times[event] as number) <= after) continue;
      after = (times[event] as number) + cooldown;
      const residual = amongAll[event] as number;
      sum += residual;
      ownSquares += residual * residual;
      own++;
    }
    products += sum * sum - ownSquares;
    pairs += own * (own - 1);
    squares += ownSquares;
    events += own;
  }
  if (pairs === 0 || squares === 0) return 0;
  return Math.min(1, Math.max(0, products / pairs / (squares / events)));
}
