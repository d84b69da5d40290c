import { type JourneyColumns, NONE } from './journey-columns.js';
import type { Journeys } from './find-journeys.js';
import { GrowingNumbers } from './growing-numbers.js';

/** The number under which steps stand that are not told by name. */
export const OTHER = 0;

/** Which steps are told by name. */
export interface StepNames {
  /** By number as it is told; the one at {@link OTHER} stands for the rest. */
  readonly texts: readonly string[];
  /** By number of a step in the columns, the number as it is told. */
  readonly ofStep: Int32Array;
  /** By number of a channel, the number as it is told when visits are steps. */
  readonly ofChannel: Int32Array;
}

/** How journeys are gone along. */
export interface WalkWishes {
  /** Each visit's channel is a step of its own. */
  readonly channels: boolean;
  /** A step counts only the first time that a journey comes by it. */
  readonly once: boolean;
}

/** Goes along journeys: their steps, those of one name that follow each other folded into one. One object is reused for many. */
export class Walk {
  /** The steps of the journey, as {@link StepNames} tells them; the first is the one that began it. */
  readonly steps = new GrowingNumbers();
  /** When each was come by first. */
  readonly times = new GrowingNumbers();
  readonly #columns: JourneyColumns;
  readonly #names: StepNames;
  readonly #wishes: WalkWishes;
  /** By step, the walk that came by it last. */
  readonly #passed: Float64Array;
  #walk = 0;
  #last = -1;

  constructor(columns: JourneyColumns, names: StepNames, wishes: WalkWishes) {
    this.#columns = columns;
    this.#names = names;
    this.#wishes = wishes;
    this.#passed = new Float64Array(names.texts.length);
  }

  /** Goes along a journey, without the goal. */
  along({ firsts, ends }: Journeys, journey: number): this {
    const { steps, begins, channels } = this.#columns;
    const { ofStep, ofChannel } = this.#names;
    this.steps.clear();
    this.times.clear();
    this.#last = -1;
    this.#walk++;
    const first = firsts[journey] as number;
    for (let point = first; point < (ends[journey] as number); point++) {
      const step = steps[point] as number;
      // What begins a journey comes first; the channel of the visit that it is in comes after it.
      if (point > first && begins[point] === 1) this.#comeBy(ofChannel[channels.cells[point] as number] as number, point, true);
      if (step !== NONE) this.#comeBy(ofStep[step] as number, point, false);
      if (point === first) this.#comeBy(ofChannel[channels.cells[point] as number] as number, point, true);
    }
    return this;
  }

  #comeBy(step: number, point: number, isChannel: boolean): void {
    if (isChannel && (!this.#wishes.channels || step < 0)) return;
    if (step === this.#last || (this.#wishes.once && this.#passed[step] === this.#walk)) return;
    this.#last = step;
    this.#passed[step] = this.#walk;
    this.steps.push(step);
    this.times.push(this.#columns.times[point] as number);
  }
}
