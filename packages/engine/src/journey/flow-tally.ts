import type { GrowingNumbers } from './growing-numbers.js';

/** So many positions are told, from the step that begins. */
export const POSITIONS = 8;
/** So many flows from one position to the next are told; the smallest are left out. */
const MOST_A_POSITION = 60;

/** How journeys go on from a position. */
export interface Flow {
  /** How many steps the journeys have come by before: 0 is the step that begins. */
  readonly position: number;
  readonly from: number;
  /** The next step; `reached` the goal, or `left`; those that went on beyond the last position are in none. */
  readonly to: number | 'reached' | 'left';
  readonly journeys: number;
}

/** Counts how many journeys go from which step to which, by position: what a Sankey diagram shows. */
export class FlowTally {
  readonly #width: number;
  readonly #counts: Float64Array;

  /** @param steps how many different steps there are */
  constructor(steps: number) {
    this.#width = steps + 2;
    this.#counts = new Float64Array(POSITIONS * this.#width * this.#width);
  }

  count(steps: GrowingNumbers, reached: boolean): void {
    const ended = reached ? this.#width - 2 : this.#width - 1;
    for (let position = 0; position < Math.min(POSITIONS, steps.length); position++) {
      const to = position + 1 < steps.length ? steps.at(position + 1) : ended;
      const cell = (position * this.#width + steps.at(position)) * this.#width + to;
      this.#counts[cell] = (this.#counts[cell] as number) + 1;
    }
  }

  /** By position, the largest first; of equals the one with the smaller numbers. */
  flows(): Flow[] {
    const width = this.#width;
    const flows: (Flow & { readonly cell: number })[] = [];
    for (const [cell, journeys] of this.#counts.entries()) {
      if (journeys === 0) continue;
      const to = cell % width;
      flows.push({
        cell,
        position: Math.floor(cell / (width * width)),
        from: Math.floor(cell / width) % width,
        to: to === width - 2 ? 'reached' : to === width - 1 ? 'left' : to,
        journeys,
      });
    }
    const sorted = flows.sort((one, other) => one.position - other.position || other.journeys - one.journeys || one.cell - other.cell);
    return sorted
      .filter(({ position }, index) => sorted[index - MOST_A_POSITION]?.position !== position)
      .map(({ cell: _, ...flow }) => flow);
  }
}
