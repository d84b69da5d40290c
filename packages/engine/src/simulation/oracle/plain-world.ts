import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Arrival } from './people.js';
import type { OracleWorld } from './world.js';

/** An arrival as one writes it down: fields that say nothing are left out. */
export type PlainArrival = Pick<Arrival, 'at'> & Partial<CustomerEvent> & Pick<CustomerEvent, 'messageId' | 'timestamp'>;

/** A world as it is printed and kept. */
export interface PlainWorld extends Omit<OracleWorld, 'arrivals'> {
  readonly arrivals: readonly PlainArrival[];
}

const BLANK: Omit<CustomerEvent, 'messageId' | 'timestamp' | 'receivedAt'> = {
  type: 'track',
  event: '',
  userId: null,
  anonymousId: null,
  previousId: null,
  groupId: null,
  source: 'web',
  properties: {},
  context: {},
  traits: {},
};

/** A world as it is printed and kept. */
export function plainWorld(world: OracleWorld): PlainWorld {
  return { ...world, arrivals: world.arrivals.map(({ at, event }) => ({ at, ...plainEvent(event, at) })) };
}

function plainEvent(event: CustomerEvent, at: number): Pick<PlainArrival, 'messageId' | 'timestamp'> {
  const blank = new Map(Object.entries({ ...BLANK, receivedAt: at }).map(([key, value]) => [key, JSON.stringify(value)]));
  return Object.fromEntries(
    Object.entries(event).filter(([key, value]) => blank.get(key) !== JSON.stringify(value)),
  ) as unknown as PlainArrival;
}

/** A kept world, to be lived. */
export function livedWorld(plain: PlainWorld): OracleWorld {
  return { ...plain, arrivals: plain.arrivals.map(({ at, ...event }) => ({ at, event: { ...BLANK, receivedAt: at, ...event } })) };
}
