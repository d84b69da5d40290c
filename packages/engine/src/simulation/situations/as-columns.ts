import { type EventColumns, pausesOf } from '../../discover/event-columns.js';
import { isMined } from '../../discover/splits.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';
import type { PlantedWorld } from './planted-world.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** A planted world as discovery looks at it, with the same customers on the same sides; of properties nothing. @param onlyGroup whether only the group counts */
export function asColumns({ acts, isInGroup, domain }: PlantedWorld, onlyGroup: boolean): EventColumns {
  const all = acts.flat();
  const starts = new Int32Array(acts.length + 1);
  acts.forEach((own, customer) => {
    starts[customer + 1] = (starts[customer] as number) + own.length;
  });
  const times = Float64Array.from(all, ({ at }) => at);
  const nameTexts = [...new Set(all.map(({ name }) => name))];
  const pauses = new Uint32Array(all.length);
  pausesOf({ starts, times }, pauses);
  return {
    ...{ starts, times, nameTexts, properties: [] },
    names: Uint16Array.from(all, ({ name }) => nameTexts.indexOf(name)),
    goals: Uint8Array.from(all, ({ name }) => (name === domain.goal ? 1 : 0)),
    clock: { hours: Uint8Array.from(times, (time) => (time % DAY) / HOUR), pauses },
    mined: Uint8Array.from(acts, (_, customer) => (isMined(nameOf(customer)) ? 1 : 0)),
    ...(onlyGroup && { counted: Uint8Array.from(all, ({ customer }) => (isInGroup[customer] === true ? 1 : 0)) }),
    from: times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
    to: times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY),
  };
}

/** As `as-calls.ts` lets them identify themselves. */
function nameOf(customer: number): string {
  return formatIdentifier(personIdentifier('userId', `customer-${customer}`));
}
