import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';

/** An event on its way in, and when it comes. */
export interface Arrival {
  readonly at: Instant;
  readonly event: CustomerEvent;
}

/** The one purpose that the world's people make choices about. */
export const PURPOSE = 'marketing';
/** How many people a world has. */
export const PEOPLE = 3;
const PLAIN = { collection: 'users', encoding: 'none' };
/** What is stamped further ahead is not taken in. */
const FARTHEST_AHEAD: Milliseconds = 86_400_000;

/** How time goes in a world: in steps of a unit, and over lengths that definitions name. */
export interface Paces {
  readonly unit: Milliseconds;
  readonly lengths: readonly Milliseconds[];
}

/** How one person's history comes in: under which names, how late, how often. */
export function arrivalsOf(history: readonly CustomerEvent[], person: number, random: Random, { unit, lengths }: Paces): Arrival[] {
  const who = identitiesOf(person, random);
  const showsCards = cardsOf(person, random.fork('cards'));
  const givesContacts = contactsOf(person, random.fork('contacts'));
  const saysWhere = countriesOf(random.fork('countries'));
  const earliest = -Math.min(8, Math.floor(FARTHEST_AHEAD / unit));
  const known = new Map<string, CustomerEvent>();
  return history.flatMap((event) => {
    const messageId = `${event.messageId}~${person}`;
    let ours = known.get(messageId);
    if (ours === undefined)
      known.set(
        messageId,
        (ours = saysWhere(
          givesContacts(showsCards({ ...event, ...who(event), messageId, context: { ...event.context, ...choice(event, random) } })),
        )),
      );
    // Late, also by just the length of a window, at once, or stamped up to eight steps later than it comes.
    const asLong = lengths.length > 0 && random.chance(0.2) ? random.pick(lengths) + random.integer(-1, 1) : undefined;
    const delay = random.chance(0.6) ? 0 : (asLong ?? random.integer(earliest, 15) * unit);
    const arrival = { at: ours.timestamp + delay, event: ours };
    return random.chance(0.1) ? [arrival, { at: arrival.at + random.integer(0, 20) * unit, event: ours }] : [arrival];
  });
}

/** The score that some model elsewhere makes of people. */
export const SCORE = 'churn';

/** Values of a score that were made of a person, at instants on the grid. */
export function scoresOf(instants: readonly Instant[], random: Random): CustomerEvent[] {
  return instants.map((timestamp, index) => ({
    messageId: `s${index}`,
    type: 'score',
    event: '',
    userId: null,
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp,
    receivedAt: timestamp,
    source: 'scores',
    properties: { score: random.chance(0.9) ? SCORE : 'other', value: random.pick<Json>([0, 0.2, 0.2, 0.5, 1, 1, 'high', true]) },
    context: {},
    traits: {},
  }));
}

/** Now and then an event carries a choice about the purpose, or what looks like one. */
function choice({ type }: CustomerEvent, random: Random): JsonObject {
  if (type === 'score' || !random.chance(0.3)) return {};
  const said: Json = random.chance(0.9) ? random.chance(0.5) : 'yes';
  return { consent: { categoryPreferences: { [PURPOSE]: said } } };
}

/** Countries as people and devices write them, and what is none. */
const COUNTRIES: readonly Json[] = ['DE', 'DE', 'US', 'us', 'FR', 'Germany', 49, null];

/** Now and then an identify call says where somebody lives, and an event where it was sent from. */
function countriesOf(random: Random): (event: CustomerEvent) => CustomerEvent {
  return (event) => {
    if (event.type === 'score') return event;
    const lives = event.type === 'identify' && random.chance(0.5);
    const country = random.pick(COUNTRIES);
    const traits = lives ? { ...event.traits, ...(random.chance(0.7) ? { country } : { address: { country } }) } : event.traits;
    const context = random.chance(0.2) ? { ...event.context, location: { country: random.pick(COUNTRIES) } } : event.context;
    return { ...event, traits, context };
  };
}

/**
 * Some people have loyalty cards, some of which are lent: events show them beside the other names or, at the till, as the only name.
 * A telephone's advertising id comes with some, so that cards, telephones and devices form chains.
 */
function cardsOf(person: number, random: Random): (event: CustomerEvent) => CustomerEvent {
  if (random.chance(0.3)) return (event) => event;
  const lent = random.chance(0.4);
  return (event) => {
    if (event.type === 'score' || random.chance(0.5)) return event;
    const card = { type: 'loyalty_card', id: lent && random.chance(0.3) ? 'card-of-all' : `card-${person}`, ...PLAIN };
    const phone = { type: 'ios.idfa', id: random.chance(0.7) ? `phone-${person}` : `phone-${random.integer(0, PEOPLE - 1)}`, ...PLAIN };
    const shown: Json[] = random.chance(0.6) ? [card] : random.chance(0.5) ? [card, phone] : [phone];
    const atTheTill = random.chance(0.5) && event.previousId === null;
    return { ...event, ...(atTheTill && { userId: null, anonymousId: null }), context: { ...event.context, externalIds: shown } };
  };
}

/** Some people give an address or a number when they sign in, some of which are a family's; now and then it is no address at all. */
function contactsOf(person: number, random: Random): (event: CustomerEvent) => CustomerEvent {
  const shared = random.chance(0.3);
  const whose = (): string => (shared && random.chance(0.4) ? 'family' : `p${person}`);
  return (event) => {
    if (event.type !== 'identify' || random.chance(0.5)) return event;
    const email = random.chance(0.9) ? `${whose()}@mail.example` : 'no address';
    const phone = shared && random.chance(0.4) ? '+4930111111' : `+493022222${person}`;
    return { ...event, traits: { ...event.traits, ...(random.chance(0.7) && { email }), ...(random.chance(0.3) && { phone }) } };
  };
}

type Named = Pick<CustomerEvent, 'userId' | 'anonymousId'> & Partial<CustomerEvent>;

/** How a person is named: as a user, by a device, by both; some devices are lent to everybody, and some aliases are made. */
function identitiesOf(person: number, random: Random): (event: CustomerEvent) => Named {
  const userId = `user-${person}`;
  const own = `device-${person}`;
  const lends = random.chance(0.4);
  const links = random.chance(0.85);
  return (event) => {
    const anonymousId = lends && random.chance(0.3) ? 'device-of-all' : own;
    const chance = random.next();
    if (event.type === 'score') return chance < 0.5 ? { userId, anonymousId: null } : { userId: null, anonymousId };
    if (event.type === 'identify' && random.chance(0.15)) {
      const previousId = random.chance(0.5) ? own : `user-${(person + 1) % PEOPLE}`;
      return { type: 'alias', userId, anonymousId: null, previousId, traits: {} };
    }
    if (chance < 0.4) return { userId, anonymousId: null };
    if (chance < 0.6) return { userId: null, anonymousId };
    return links ? { userId, anonymousId } : { userId, anonymousId: null };
  };
}
