import type { Condition } from './condition.js';

/** In which directions something may change an answer: a bit for each. */
export type Sway = 0 | 1 | 2 | 3;

/** It changes nothing. */
export const NEITHER: Sway = 0;
/** What did not hold may hold; what held goes on, at least for as long as it would have. */
export const TO_TRUE: Sway = 1;
/** What held may hold no more; what did not goes on not to, at least for as long. */
export const TO_FALSE: Sway = 2;
export const EITHER_WAY: Sway = 3;

/** How one more event of a name may change a condition's answer. */
export function swayOfEvent(condition: Condition, name: number): Sway {
  if (condition.filtersOf(name).length === 0) return NEITHER;
  return condition.swayOf?.(name) ?? EITHER_WAY;
}

/** How time alone may change a condition's answer: at no instant at which an event comes to count. */
export function swayOfTime(condition: Condition): Sway {
  return condition.timed ? (condition.swayOfTime ?? EITHER_WAY) : NEITHER;
}

/** What may change any of several answers that go together. */
export function together(sways: readonly Sway[]): Sway {
  return sways.reduce<Sway>((both, sway) => (both | sway) as Sway, NEITHER);
}

/** For the opposite of an answer. */
export function reversed(sway: Sway): Sway {
  return (((sway & 1) << 1) | (sway >> 1)) as Sway;
}

/** Whether an answer stays as it is. */
export function cannotChange(sway: Sway, holds: boolean): boolean {
  return (sway & (holds ? TO_FALSE : TO_TRUE)) === 0;
}
