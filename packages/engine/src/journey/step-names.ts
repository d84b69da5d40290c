import { compareUtf8 } from '../vocabulary/customer.js';
import type { Journeys } from './find-journeys.js';
import { type JourneyColumns, NONE } from './journey-columns.js';
import type { StepNames } from './walk.js';

/** How the rest is called. */
export const OTHER_STEPS = 'other';

/** What is told by name. */
export interface NameWishes {
  /** The step that begins journeys: it is always told. */
  readonly from: number;
  /** The goal: no step of its own journey. */
  readonly to: number;
  /** Each visit's channel is a step of its own. */
  readonly channels: boolean;
  /** How many steps are told by name, beside the one that begins. */
  readonly most: number;
}

/** Chooses the steps that are told by name: those that most journeys come by; of equals the first by their text. */
export function chooseNames(columns: JourneyColumns, journeys: Journeys, chosen: Int32Array, wishes: NameWishes): StepNames {
  const { stepTexts, channels } = columns;
  const counts = countSteps(columns, journeys, chosen, wishes.channels);
  const textOf = (token: number): string =>
    token < stepTexts.length ? (stepTexts[token] as string) : channelStep(channels.texts[token - stepTexts.length] as string);
  const tokens = [...counts.keys()]
    .filter((token) => (counts[token] as number) > 0 && token !== wishes.from)
    .sort((left, right) => (counts[right] as number) - (counts[left] as number) || compareUtf8(textOf(left), textOf(right)))
    .slice(0, wishes.most);
  const told = new Int32Array(counts.length);
  const texts = [OTHER_STEPS];
  for (const token of [wishes.from, ...tokens]) told[token] = texts.push(textOf(token)) - 1;
  const ofChannel = told.subarray(stepTexts.length).slice();
  ofChannel[NONE] = -1;
  return { texts, ofStep: told.subarray(0, stepTexts.length), ofChannel };
}

/** A visit's channel as a step. */
export function channelStep(channel: string): string {
  return `channel:${channel}`;
}

/** In how many journeys each step is, and after the steps each channel. */
function countSteps(columns: JourneyColumns, { firsts, ends }: Journeys, chosen: Int32Array, withChannels: boolean): Int32Array {
  const { steps, stepTexts, channels, begins } = columns;
  const counts = new Int32Array(stepTexts.length + channels.texts.length);
  const seenIn = new Int32Array(counts.length).fill(-1);
  const count = (token: number, journey: number): void => {
    if (seenIn[token] === journey) return;
    seenIn[token] = journey;
    counts[token] = (counts[token] as number) + 1;
  };
  for (const journey of chosen) {
    const first = firsts[journey] as number;
    for (let point = first; point < (ends[journey] as number); point++) {
      if (steps[point] !== NONE) count(steps[point] as number, journey);
      const channel = channels.cells[point] as number;
      if (withChannels && channel !== NONE && (point === first || begins[point] === 1)) count(stepTexts.length + channel, journey);
    }
  }
  return counts;
}
