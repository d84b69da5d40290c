import { hash } from 'node:crypto';
import { customersIn, type EventColumns } from './event-columns.js';

/** About so many events are mined at most, each way. */
const MOST_MINED = 1_500_000;
/** The side of those who are neither mined nor confirmed on. */
const ON_NEITHER = 2;

/**
 * Whether a customer is mined, or kept for confirming: by a hash of what they are known by, so that the same customer is always on the same
 * side, whatever is asked and when. Half and half.
 */
export function isMined(identifier: string): boolean {
  return Number.parseInt(hash('sha256', `discover\u0000${identifier}`, 'hex').slice(0, 2), 16) < 128;
}

/** Whether a customer is looked at, where no more than a share of them can be: by another hash of what they are known by, so that it is always the same ones. @param share from 0 to 1 */
export function isDrawn(identifier: string, share: number): boolean {
  return share >= 1 || Number.parseInt(hash('sha256', `sample\u0000${identifier}`, 'hex').slice(0, 8), 16) < share * 2 ** 32;
}

/**
 * The sides with no more customers mined than have about so many events: evenly chosen by their number, which says nothing of what they did. Those left out confirm nothing
 * this way either, since they are on the side that is mined; the other way they do. So mining, which asks thousands of times, stops growing, and confirming has everybody.
 */
export function withMostMined({ starts, mined }: Pick<EventColumns, 'starts' | 'mined'>, most = MOST_MINED): Uint8Array {
  let events = 0;
  for (let customer = 0; customer < customersIn({ starts }); customer++)
    if (mined[customer] === 1) events += (starts[customer + 1] as number) - (starts[customer] as number);
  if (events <= most) return mined;
  let owed = 0;
  return mined.map((side) => {
    if (side !== 1) return side;
    owed += most / events;
    if (owed < 1) return ON_NEITHER;
    owed--;
    return side;
  });
}
