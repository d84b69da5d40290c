import type { Milliseconds } from '../vocabulary/instant.js';
import type { EventColumns } from './event-columns.js';
import { type Hours, isWithin, plainStep, type SituationStep } from './situation.js';

const MINUTE: Milliseconds = 60_000;
const DAY: Milliseconds = 24 * 60 * MINUTE;
/** Quarters of the day that are looked at first; what is found there is made shorter or longer. */
const QUARTERS: readonly Hours[] = [0, 6, 12, 18].map((from) => ({ from, until: (from + 6) % 24 }));
/** Pauses that are tried. */
const PAUSES: readonly Milliseconds[] = [...[1, 2, 5, 10, 30].map((minutes) => minutes * MINUTE), ...[1, 3, 7].map((days) => days * DAY)];

/** What may be asked about when an event was: stretches of the day, and least pauses before it. */
export interface Timings {
  readonly hours: readonly Hours[];
  readonly pauses: readonly Milliseconds[];
}

/** What may be asked of these events: nothing where it is not known when by the clock they were. */
export function timingsOf({ clock }: Pick<EventColumns, 'clock'>): Timings {
  return clock === undefined ? { hours: [], pauses: [] } : { hours: QUARTERS, pauses: PAUSES };
}

/** The steps of one event of a name at these times, in the order in which {@link forEachTiming} tells their places. */
export function timedSteps({ hours, pauses }: Timings, name: number): readonly SituationStep[] {
  const step = plainStep(name);
  return [...hours.map((one) => ({ ...step, hours: one })), ...pauses.map((pause) => ({ ...step, pause }))];
}

/** Tells the places, among {@link timedSteps}, of all times that fit an event. */
export function forEachTiming(
  { clock }: Pick<EventColumns, 'clock'>,
  { hours, pauses }: Timings,
  event: number,
  tell: (place: number) => void,
): void {
  if (clock === undefined) return;
  for (let place = 0; place < hours.length; place++) if (isWithin(hours[place] as Hours, clock.hours[event] as number)) tell(place);
  const before = clock.pauses[event] as number;
  for (let place = 0; place < pauses.length && before >= (pauses[place] as number); place++) tell(hours.length + place);
}
