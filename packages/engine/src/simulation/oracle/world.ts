import fc from 'fast-check';
import type { MetricDefinition, MomentDefinition, SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { Random } from '../random.js';
import { arbitraryCondition, arbitraryHistory, arbitraryMetric, arbitraryMoment, EPOCH } from '../twin/arbitrary.js';

/** An event on its way in, and when it comes. */
export interface Arrival {
  readonly at: Instant;
  readonly event: CustomerEvent;
}

/** A small world that is put to the engine and to its twin: who did what, when it came in, and what is asked about it. */
export interface OracleWorld {
  readonly seed: number;
  readonly start: Instant;
  /** In order of arrival; some come late, some are stamped later than they come, some come again. */
  readonly arrivals: readonly Arrival[];
  /** Instants, ascending, at which everything is compared while the world lives. */
  readonly looks: readonly Instant[];
  readonly end: Instant;
  readonly segments: readonly SegmentDefinition[];
  readonly moments: readonly MomentDefinition[];
  readonly metrics: readonly MetricDefinition[];
}

/** The one purpose that the world's people make choices about. */
export const PURPOSE = 'marketing';
const PLAIN = { collection: 'users', encoding: 'none' };
const SECOND = 1_000;
const PEOPLE = 4;
const BEFORE = 30 * SECOND;
const AFTER = 60 * SECOND;

/** The world of a seed: the same seed gives the same world. */
export function oracleWorld(seed: number): OracleWorld {
  const random = Random.of(seed);
  const histories = fc.sample(arbitraryHistory({ most: 9 }), { numRuns: PEOPLE, seed });
  const arrivals = histories.flatMap((history, person) => arrivalsOf(history, person, random.fork(`person ${person}`)));
  arrivals.sort((left, right) => left.at - right.at);
  const end = EPOCH + 20 * SECOND + random.integer(0, AFTER);
  const looks = Array.from({ length: 3 }, () => EPOCH + random.integer(-2, 40) * SECOND + random.integer(-1, 1));
  return {
    seed,
    start: EPOCH - BEFORE,
    arrivals: arrivals.map(({ at, event }) => ({ at: Math.min(at, end), event: { ...event, receivedAt: Math.min(at, end) } })),
    looks: looks.filter((look) => look < end).sort((left, right) => left - right),
    end,
    segments: fc.sample(arbitraryCondition({ depth: 2 }), { numRuns: 5, seed }).map(asSegment),
    moments: fc.sample(arbitraryMoment(), { numRuns: 3, seed }).map((moment, index) => ({ ...moment, name: `moment_${index}` })),
    metrics: fc
      .sample(arbitraryMetric().filter(isKnown), { numRuns: 3, seed })
      .map((value, index) => ({ kind: 'metric', name: `metric_${index}`, value })),
  };
}

/** Everything that is published in a world. */
export function definitionsOf(world: OracleWorld): readonly object[] {
  return [...world.segments, ...world.moments, ...world.metrics, { kind: 'purpose', name: PURPOSE, consent: 'optIn' }];
}

/** Sequences compare nothing with earlier steps: that is for moments. */
function asSegment(where: JsonObject, index: number): SegmentDefinition {
  return {
    kind: 'segment',
    name: `segment_${index}`,
    where: withoutComparisons(where) as JsonObject,
    ...(index % 2 === 0 && { includeBots: true }),
  };
}

function withoutComparisons(spec: Json): Json {
  if (Array.isArray(spec)) return spec.map(withoutComparisons);
  if (typeof spec !== 'object' || spec === null) return spec;
  const { as: label, ...rest } = spec;
  const kept = typeof label === 'string' && Object.hasOwn(rest, 'performed') ? rest : spec;
  return Object.fromEntries(
    Object.entries(kept).flatMap(([key, value]) => (isComparison(value) ? [] : [[key, withoutComparisons(value)]])),
  );
}

function isComparison(value: Json): boolean {
  return typeof value === 'object' && value !== null && (Object.hasOwn(value, 'sameAs') || Object.hasOwn(value, 'differsFrom'));
}

function isKnown(value: JsonObject): boolean {
  return !Object.hasOwn(value, 'top') && !(typeof value.of === 'string' && value.of.includes('[]'));
}

function arrivalsOf(history: readonly CustomerEvent[], person: number, random: Random): Arrival[] {
  const who = identitiesOf(person, random);
  const showsCards = cardsOf(person, random.fork('cards'));
  const known = new Map<string, CustomerEvent>();
  return history.flatMap((event) => {
    const messageId = `${event.messageId}~${person}`;
    let ours = known.get(messageId);
    if (ours === undefined)
      known.set(messageId, (ours = showsCards({ ...event, ...who(event), messageId, context: { ...event.context, ...choice(random) } })));
    // Late, at once, or stamped up to eight seconds later than it comes.
    const delay = random.chance(0.6) ? 0 : random.integer(-8, 15) * SECOND;
    const arrival = { at: ours.timestamp + delay, event: ours };
    return random.chance(0.1) ? [arrival, { at: arrival.at + random.integer(0, 20) * SECOND, event: ours }] : [arrival];
  });
}

/** Now and then an event carries a choice about the purpose, or what looks like one. */
function choice(random: Random): JsonObject {
  if (!random.chance(0.3)) return {};
  const said: Json = random.chance(0.9) ? random.chance(0.5) : 'yes';
  return { consent: { categoryPreferences: { [PURPOSE]: said } } };
}

/**
 * Some people have loyalty cards, some of which are lent: events show them beside the other names or, at the till, as the only name.
 * A telephone's advertising id comes with some, so that cards, telephones and devices form chains.
 */
function cardsOf(person: number, random: Random): (event: CustomerEvent) => CustomerEvent {
  if (random.chance(0.3)) return (event) => event;
  const lent = random.chance(0.4);
  return (event) => {
    if (random.chance(0.5)) return event;
    const card = { type: 'loyalty_card', id: lent && random.chance(0.3) ? 'card-of-all' : `card-${person}`, ...PLAIN };
    const phone = { type: 'ios.idfa', id: random.chance(0.7) ? `phone-${person}` : `phone-${random.integer(0, PEOPLE - 1)}`, ...PLAIN };
    const shown: Json[] = random.chance(0.6) ? [card] : random.chance(0.5) ? [card, phone] : [phone];
    const atTheTill = random.chance(0.5) && event.previousId === null;
    return { ...event, ...(atTheTill && { userId: null, anonymousId: null }), context: { ...event.context, externalIds: shown } };
  };
}

type Named = Pick<CustomerEvent, 'userId' | 'anonymousId'> & Partial<CustomerEvent>;

/** How a person is named: as a user, by a device, by both; some devices are lent to everybody, and some aliases are made. */
function identitiesOf(person: number, random: Random): (event: CustomerEvent) => Named {
  const userId = `user-${person}`;
  const own = `device-${person}`;
  const lends = random.chance(0.4);
  const links = random.chance(0.7);
  return (event) => {
    const anonymousId = lends && random.chance(0.3) ? 'device-of-all' : own;
    const chance = random.next();
    if (event.type === 'identify' && random.chance(0.15)) {
      const previousId = random.chance(0.5) ? own : `user-${(person + 1) % PEOPLE}`;
      return { type: 'alias', userId, anonymousId: null, previousId, traits: {} };
    }
    if (chance < 0.4) return { userId, anonymousId: null };
    if (chance < 0.75) return { userId: null, anonymousId };
    return links ? { userId, anonymousId } : { userId, anonymousId: null };
  };
}
