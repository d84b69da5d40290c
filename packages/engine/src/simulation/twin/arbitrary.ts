import fc from 'fast-check';
import type { MomentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../vocabulary/json.js';
import { TWIN_COMBINATIONS, TWIN_METRICS } from './metric.js';
import { CALENDAR_WORDS } from './window.js';

/**
 * Random histories and definitions over a vocabulary so small, and times on a grid so coarse, that things collide all the time:
 * windows end exactly at events, events share a millisecond, values are missing or of the wrong type.
 */

/** The instant that histories begin at. */
export const EPOCH: Instant = Date.parse('2026-03-01T00:00:00Z');
/** Histories and nows lie on multiples of this, give or take a millisecond. */
const GRID = 1_000;
const GRID_LENGTH = 20;

/** What is repeated here is more frequent. */
const EVENT_NAMES = [
  ...Array.from({ length: 5 }, () => 'Product Viewed'),
  'Product Added',
  'Product Added',
  'Order Completed',
  'Page Viewed',
];
/** What conditions, metrics and patterns ask about. */
const ASKED_NAMES = [...EVENT_NAMES, 'Session Started'];
const TEXTS = ['a', 'b', 'ab', '', '10', '｡', '😀', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2025-06-01'];
const NUMBERS = [0, 1, 2, 2.5, 10, -1, 0.1, 0.2];
const PATHS = [
  'properties.price',
  'properties.category',
  'properties.tags',
  'properties.nested.deep',
  'context.device.type',
  'traits.plan',
  'properties.never',
  'session.channel',
  'session.source',
  'session.isStart',
  'session.isFirst',
];
const TRAIT_NAMES = ['plan', 'country', 'age', 'bot', 'address', 'address.city'];
const DURATIONS = ['1s', '5s', '10s', '30s', '30s', '1m'];
/** Zones whose days begin at odd times, or at other times on some days, or that are far from UTC. About all of them the rules that are shipped agree with older ones, which the platform may have. */
export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];
/** Their order differs between UTF-8 bytes, UTF-16 units and natural reading. */
const MESSAGE_IDS = ['m1', 'm10', 'm2', 'M3', '｡', '😀', 'z', '0', ...Array.from({ length: 30 }, (_, index) => `n${index}`)];

/** What random histories are to be like. */
export interface HistoryOptions {
  /** Most events, repetitions included; default 12. Matching tries everything, so the twin slows down fast beyond 20. */
  readonly most?: number;
  /**
   * Whether events come under two identifiers. The first in time then carries both, so that they are one customer from the start,
   * and a messageId may occur under both. Default false: all under `userId:ann`.
   */
  readonly linked?: boolean;
  /** What identify calls say about where the customer lives, if not every zone is one; default none. */
  readonly zones?: readonly Json[];
}

/** Mostly one of a few, so that what a history holds and what a definition asks for often meet. */
const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Json>('a', 1, 10) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(...NUMBERS) },
  { weight: 1, arbitrary: fc.boolean() },
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
);
const price = fc.oneof({ weight: 2, arbitrary: fc.constantFrom<Json>(1, 10, 2.5) }, { weight: 1, arbitrary: value });
const category = fc.oneof({ weight: 2, arbitrary: fc.constantFrom<Json>('a', 'a', 'b', 'ab', 'ba') }, { weight: 1, arbitrary: value });
const tags = fc.oneof({ weight: 1, arbitrary: fc.array(scalar, { minLength: 1, maxLength: 3 }) }, { weight: 1, arbitrary: value });
const parts = fc.array(partial({ size: value }), { maxLength: 2 });
const items: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: fc.array(partial({ category, price, parts }), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) },
);
const address = fc.oneof({ weight: 4, arbitrary: partial({ city: value }) }, { weight: 1, arbitrary: value });

/** An object of some of these keys. */
function partial(model: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc.record(model, { requiredKeys: [] }).map((object) => ({ ...object }) as JsonObject);
}

/** The same, with each key in three of four. */
function mostly(model: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  const present = Object.fromEntries(Object.entries(model).map(([key, one]) => [key, fc.option(one, { nil: undefined, freq: 4 })]));
  return fc.record(present).map(spec);
}

const instant: fc.Arbitrary<Instant> = fc
  .tuple(fc.integer({ min: 0, max: GRID_LENGTH }), fc.constantFrom(0, 0, 0, 0, -1, 1))
  .map(([step, off]) => EPOCH + step * GRID + off);

/** A *now* in, before or after a history; often exactly where a window ends. */
export function arbitraryNow(): fc.Arbitrary<Instant> {
  const inside = fc.integer({ min: -1, max: GRID_LENGTH });
  const after = fc.integer({ min: GRID_LENGTH, max: GRID_LENGTH * 2 });
  return fc
    .tuple(fc.oneof({ weight: 1, arbitrary: inside }, { weight: 2, arbitrary: after }), fc.constantFrom(0, 0, 0, -1, 1))
    .map(([step, off]) => EPOCH + step * GRID + off);
}

const properties = mostly({
  price,
  category,
  seen: fc.constantFrom<Json>(...TEXTS.filter((text) => text.startsWith('20'))),
  tags,
  products: items,
  nested: partial({ deep: value }),
});
const campaign = partial({ source: fc.constantFrom<Json>('google', 'facebook', 'a'), medium: fc.constantFrom<Json>('cpc', 'email', 'a') });
const visited = fc.record({
  url: fc.constant<Json>('https://shop.example/a'),
  referrer: fc.constantFrom<Json>('https://www.google.de/', 'https://l.facebook.com/', 'https://blog.example/kettles', null),
});
const context = partial({
  device: partial({ type: fc.constantFrom<Json>('mobile', 'desktop', null) }),
  campaign: fc.option(campaign, { nil: null, freq: 1 }),
  page: fc.option(visited, { nil: null, freq: 2 }),
});

type Body = Pick<CustomerEvent, 'type' | 'event' | 'properties' | 'traits'>;
const track: fc.Arbitrary<Body> = fc.record({
  type: fc.constant('track' as const),
  event: fc.constantFrom(...EVENT_NAMES.slice(0, -1)),
  properties,
  traits: fc.constant({}),
});
const page: fc.Arbitrary<Body> = fc.record({
  type: fc.constant('page' as const),
  event: fc.constant('Page Viewed'),
  properties,
  traits: fc.constant({}),
});
function identify(zones: readonly Json[]): fc.Arbitrary<Body> {
  const traits = { plan: value, country: value, age: value, bot: fc.constantFrom<Json>(false, false, true, null), address, basket: items };
  return fc.record({
    type: fc.constant('identify' as const),
    event: fc.constant(''),
    properties: fc.constant({}),
    traits: partial(zones.length === 0 ? traits : { ...traits, timezone: fc.constantFrom(...zones) }),
  });
}
/** What an event's context says when it is marked as a bot's: one in twenty is. */
const mark: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 19, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constantFrom('crawler', 'flood').map((kind) => ({ bot: { kind } })) },
);

/** One customer's events in order of arrival: ties, late events, repetitions (the same body, arriving later), missing and mixed values. */
export function arbitraryHistory({ most = 12, linked = false, zones = [] }: HistoryOptions = {}): fc.Arbitrary<readonly CustomerEvent[]> {
  const body = fc.oneof(
    { weight: 8, arbitrary: track },
    { weight: 1, arbitrary: page },
    { weight: zones.length === 0 ? 2 : 4, arbitrary: identify(zones) },
  );
  const anonymous = linked ? fc.boolean() : fc.constant(false);
  const event = fc
    .record({ body, context, timestamp: instant, delay: fc.nat({ max: 5 }), messageId: fc.constantFrom(...MESSAGE_IDS), anonymous, mark })
    .map(
      ({ body: what, context: where, timestamp, delay, messageId, anonymous: unnamed, mark: marked }): CustomerEvent => ({
        messageId,
        ...what,
        traits: marked.bot === undefined ? what.traits : { ...what.traits, bot: true },
        userId: unnamed ? null : 'ann',
        anonymousId: unnamed ? 'device-1' : null,
        previousId: null,
        groupId: null,
        timestamp,
        receivedAt: timestamp + delay * GRID,
        source: 'web',
        context: { ...where, ...marked },
      }),
    );
  const repetitions = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: Math.ceil(most / 4) });
  return fc.tuple(fc.array(event, { minLength: most >> 1, maxLength: most, size: 'max' }), repetitions).map(([events, repeated]) => {
    const distinct = (linked ? [linkingEvent(), ...events] : events).filter(isFirstOfItsId);
    const history = [...distinct];
    for (const [which, where] of repeated) {
      const again = distinct[which % Math.max(distinct.length, 1)];
      if (again !== undefined) history.splice(where % (history.length + 1), 0, { ...again, receivedAt: again.receivedAt + GRID });
    }
    return history.slice(0, most + 1);
  });
}

/** Two bodies under one messageId are a conflict, whose outcome depends on the arrival: none is generated. Nor a tie that the order leaves open. */
function isFirstOfItsId(event: CustomerEvent, index: number, events: readonly CustomerEvent[]): boolean {
  const clash = (other: CustomerEvent): boolean =>
    other.messageId === event.messageId && ((other.userId === null) === (event.userId === null) || other.timestamp === event.timestamp);
  return events.findIndex(clash) === index;
}

function linkingEvent(): CustomerEvent {
  return {
    messageId: 'link',
    type: 'identify',
    event: '',
    userId: 'ann',
    anonymousId: 'device-1',
    previousId: null,
    groupId: null,
    timestamp: EPOCH - GRID,
    receivedAt: EPOCH - GRID,
    source: 'web',
    properties: {},
    context: {},
    traits: {},
  };
}

const eventName = fc.constantFrom(...EVENT_NAMES);
const askedName = fc.constantFrom(...ASKED_NAMES);
const duration = fc.constantFrom<Json>(...DURATIONS);
const comparable = fc.oneof(fc.constantFrom<Json>(...TEXTS), fc.constantFrom<Json>(...NUMBERS));
const range = fc.oneof(
  fc.tuple(fc.constantFrom(...NUMBERS), fc.constantFrom(...NUMBERS)).map((pair): Json => pair.sort((l, r) => l - r)),
  fc
    .tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS))
    .map((pair): Json => pair.sort((l, r) => Buffer.compare(Buffer.from(l), Buffer.from(r)))),
);
const time = fc.constantFrom<Json>(
  '2026-01-01T00:00:00Z',
  '2025-12-31T23:59:59.999Z',
  '2026-01-01',
  '2025-06-01T02:00:00+02:00',
  '2025-05-31T23:59:59.999Z',
  '2025-01-01',
);

/** Operators that ask about each item of an array. */
export const ITEM_OPERATORS = ['anyItem', 'everyItem', 'noItem'] as const;
type ItemOperator = (typeof ITEM_OPERATORS)[number];

/** Every operator over scalars, with operands that often fit. */
export const OPERANDS: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  is: scalar,
  isNot: scalar,
  in: fc.array(scalar, { minLength: 1, maxLength: 3 }),
  notIn: fc.array(scalar, { minLength: 1, maxLength: 3 }),
  exists: fc.boolean(),
  gt: comparable,
  gte: comparable,
  lt: comparable,
  lte: comparable,
  between: range,
  contains: fc.constantFrom<Json>('a', 'a', 'b', 1, ...TEXTS.filter((text) => text !== '')),
  startsWith: fc.constantFrom<Json>('a', 'b', 'ab', '2', '😀'),
  endsWith: fc.constantFrom<Json>('a', 'b', 'ab', '0', '｡'),
  before: time,
  after: time,
};

const operators: fc.Arbitrary<JsonObject> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(OPERANDS)), { minLength: 1, maxLength: 2 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, OPERANDS[name] as fc.Arbitrary<Json>]))))
  .map((object) => ({ ...object }));

/** A bare value or operators. */
export function arbitraryExpectation(): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 1, arbitrary: scalar }, { weight: 3, arbitrary: operators });
}

/** Mostly one, sometimes two: several that must all hold seldom do. */
function severally<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.oneof({ weight: 3, arbitrary: one.map((only) => [only]) }, { weight: 1, arbitrary: fc.tuple(one, one) });
}

/** One of some tests of paths inside an item; never none. */
function itemWhere(tests: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  const test = fc.constantFrom(...Object.keys(tests)).chain((path) => fc.tuple(fc.constant(path), tests[path] as fc.Arbitrary<Json>));
  return severally(test).map((entries) => Object.fromEntries(entries));
}

const itemOperator = fc.constantFrom(...ITEM_OPERATORS);
const partTest = fc
  .tuple(itemOperator, itemWhere({ size: arbitraryExpectation() }))
  .map(([operator, where]): Json => ({ [operator]: where }));
const ofItem = itemWhere({ category: arbitraryExpectation(), price: arbitraryExpectation(), parts: partTest });
const itemTest = itemOperator.chain(arbitraryItemTest);

/** Asks about the items of a list of products. */
export function arbitraryItemTest(operator: ItemOperator): fc.Arbitrary<JsonObject> {
  return ofItem.map((where) => ({ [operator]: where }));
}

/** A `where` over one or two paths. */
export function arbitraryWhere(options: { readonly arrayOperators?: boolean } = {}): fc.Arbitrary<JsonObject> {
  const plain = fc.tuple(fc.constantFrom(...PATHS), arbitraryExpectation());
  const ofItems = itemTest.map((test): [string, Json] => ['properties.products', test]);
  const entry = options.arrayOperators === true ? fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: ofItems }) : plain;
  return severally(entry).map((entries) => Object.fromEntries(entries));
}

/** What random definitions may hold. */
export interface ConditionOptions {
  /** Whether `anyItem`, `everyItem` and `noItem` occur; default false. */
  readonly arrayOperators?: boolean;
  /** Whether sequences occur; default true. */
  readonly sequences?: boolean;
  /** Whether windows by the calendar occur; default false. */
  readonly calendar?: boolean;
  /** Further conditions that are not made of others, such as those that rest on other definitions. */
  readonly leaves?: readonly fc.Arbitrary<JsonObject>[];
  /** How deep `all`, `any` and `not` nest; default 2. */
  readonly depth?: number;
}

/** Leaves out the fields that are undefined, as a definition does. */
export function spec(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).flatMap(([key, field]) => (field === undefined ? [] : [[key, field]])));
}

/** A narrowing that leaves out most steps' events would leave no pattern to match: most steps have none. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 });
const bound = fc.integer({ min: 0, max: 3 });

/** How often something has to have happened. */
export function arbitraryTimes(): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    bound.map((atLeast): JsonObject => ({ atLeast })),
    bound.map((atMost): JsonObject => ({ atMost })),
    bound.map((exactly): JsonObject => ({ exactly })),
    fc.tuple(bound, bound).map(([one, other]): JsonObject => ({ atLeast: Math.min(one, other), atMost: Math.max(one, other) })),
  );
}

function performed(options: ConditionOptions): fc.Arbitrary<JsonObject> {
  const fields = {
    performed: askedName,
    where: seldom(arbitraryWhere(options)),
    times: maybe(arbitraryTimes()),
    window: maybe(arbitraryWindow(options)),
  };
  return fc.record(fields).map(({ performed: event, where, times, window }) => spec({ performed: event, where, times, ...window }));
}

/** `within`, a duration or a calendar word with or without a `timeZone`. */
export function arbitraryWindow({ calendar = false }: Pick<ConditionOptions, 'calendar'>): fc.Arbitrary<JsonObject> {
  const rolling = duration.map((within): JsonObject => ({ within }));
  if (!calendar) return rolling;
  const word = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('today', 'today', 'yesterday', 'thisWeek', 'lastWeek') },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(CALENDAR_WORDS)) },
  );
  const fields = { within: word, timeZone: fc.option(fc.constantFrom(...ZONES), { nil: undefined, freq: 2 }) };
  return fc.oneof({ weight: 1, arbitrary: rolling }, { weight: 2, arbitrary: fc.record(fields).map(spec) });
}

function trait({ arrayOperators = false }: ConditionOptions): fc.Arbitrary<JsonObject> {
  const plain = fc.tuple(fc.constantFrom(...TRAIT_NAMES), operators).map(([name, expected]): JsonObject => ({ trait: name, ...expected }));
  const ofItems = itemTest.map((test): JsonObject => ({ trait: 'basket', ...test }));
  return arrayOperators ? fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: ofItems }) : plain;
}

/** A step that takes one event or more; some are told apart by a path of an earlier step, when there is a named one. */
function step(options: ConditionOptions, name: string | undefined, earlier: string | undefined): fc.Arbitrary<JsonObject> {
  const compared = fc
    .tuple(fc.constantFrom('sameAs', 'differsFrom'), fc.constantFrom('properties.category', 'properties.price', 'properties.tags'))
    .map(([operator, path]): JsonObject => ({ [path]: { [operator]: `${earlier}.${path}` } }));
  const plain = arbitraryWhere(options);
  const where = earlier === undefined ? plain : fc.oneof(plain, compared);
  const atLeast = name === undefined ? seldom(fc.integer({ min: 1, max: 3 }).map((least) => ({ atLeast: least }))) : fc.constant(undefined);
  const fields = { performed: eventName, where: seldom(where), times: atLeast, as: fc.constant(name) };
  return fc.record(fields).map(spec);
}

function without(options: ConditionOptions): fc.Arbitrary<JsonObject> {
  return fc.record({ without: eventName, where: seldom(arbitraryWhere(options)) }).map(spec);
}

/** One to three steps with at most one `without` between neighbours; the first may be named, and the others refer to it. */
function steps(options: ConditionOptions): fc.Arbitrary<readonly JsonObject[]> {
  return fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()).chain(([count, named]) => {
    const name = named ? 'first' : undefined;
    const parts = Array.from({ length: count }, (_, index) =>
      index === 0
        ? step(options, name, undefined).map((one) => [one])
        : fc.tuple(seldom(without(options)), step(options, undefined, name)).map((pair) => pair.filter((one) => one !== undefined)),
    );
    return fc.tuple(...parts).map((groups) => groups.flat());
  });
}

function sequence(options: ConditionOptions): fc.Arbitrary<JsonObject> {
  const fields = {
    sequence: steps(options).map((list): Json => [...list]),
    within: maybe(duration),
    window: maybe(arbitraryWindow(options)),
  };
  return fc
    .record(fields)
    .map(({ sequence: list, within, window: { within: since, timeZone } = {} }) => spec({ sequence: list, within, since, timeZone }));
}

/** A condition of the kinds that the twin knows, nested. */
export function arbitraryCondition(options: ConditionOptions = {}): fc.Arbitrary<JsonObject> {
  const leaves = [
    { weight: 3, arbitrary: performed(options) },
    { weight: 2, arbitrary: trait(options) },
    ...(options.leaves ?? []).map((arbitrary) => ({ weight: 2, arbitrary })),
    ...(options.sequences === false ? [] : [{ weight: 2, arbitrary: sequence(options) }]),
  ];
  return nested(fc.oneof(...leaves), options.depth ?? 2);
}

function nested(leaf: fc.Arbitrary<JsonObject>, depth: number): fc.Arbitrary<JsonObject> {
  if (depth === 0) return leaf;
  const inner = nested(leaf, depth - 1);
  const parts = fc.array(inner, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: parts.map((all): JsonObject => ({ all })) },
    { weight: 1, arbitrary: parts.map((any): JsonObject => ({ any })) },
    { weight: 1, arbitrary: inner.map((not): JsonObject => ({ not })) },
  );
}

/** A moment's definition; with a trailing `without` it has a `within`, as it must. */
export function arbitraryMoment(options: ConditionOptions = {}): fc.Arbitrary<MomentDefinition> {
  const shape = {
    pattern: steps(options),
    trailing: seldom(without(options)),
    limit: duration,
    within: maybe(duration),
    cooldown: maybe(duration),
  };
  return fc.record(shape).map(({ pattern, trailing, limit, within: chosen, cooldown }) => {
    const within = trailing === undefined ? chosen : (chosen ?? limit);
    return {
      kind: 'moment',
      name: 'arbitrary',
      intent: 'buy',
      pattern: trailing === undefined ? pattern : [...pattern, trailing],
      ...(typeof within === 'string' && { within }),
      ...(typeof cooldown === 'string' && { cooldown }),
    };
  });
}

/** What a metric's value may be. */
export interface MetricOptions extends ConditionOptions {
  /** The ways of summing events up; default all. */
  readonly aggregates?: readonly string[];
  /** Whether paths go into the items of arrays; default true. */
  readonly flattened?: boolean;
  /** Whether metrics are computed from others; default false. */
  readonly combinations?: boolean;
  /** Whether paths go into the local time of events; default false. */
  readonly localTime?: boolean;
}

/** Paths into the local time of events. */
const LOCAL_TIMES = ['time.hour', 'time.weekday'];
const PLAIN_VALUES = ['properties.price', 'properties.price', 'properties.category', 'properties.nested.deep', 'properties.tags'];
const FLATTENED_VALUES = ['properties.products[].price', 'properties.tags[]', 'properties.products[].parts[].size'];
const AGGREGATES: readonly string[] = TWIN_METRICS;
const WITHOUT_PATH: readonly string[] = ['count', 'recency', 'interval'];

/** A metric's `value`, over one kind of event or made of others. */
export function arbitraryMetric(options: MetricOptions = {}): fc.Arbitrary<JsonObject> {
  const one = arbitraryAggregate(options);
  if (options.combinations !== true) return one;
  return fc.oneof(
    { weight: 5, arbitrary: one },
    { weight: 3, arbitrary: fc.constantFrom(...TWIN_COMBINATIONS).chain((kind) => arbitraryCombination(kind, options)) },
  );
}

/** A metric made of two others, one of which may be made of others again. */
export function arbitraryCombination(kind: string, options: MetricOptions = {}): fc.Arbitrary<JsonObject> {
  // A part without a value takes it from the whole: most parts have one.
  const counts = arbitraryAggregate({ ...options, aggregates: ['count', 'sum'] });
  const times = arbitraryAggregate({ ...options, aggregates: ['recency', 'interval'] });
  const part = fc.oneof(
    { weight: 3, arbitrary: counts },
    { weight: 1, arbitrary: arbitraryAggregate(options) },
    { weight: 1, arbitrary: times },
  );
  const pair = (left: fc.Arbitrary<JsonObject>, right: fc.Arbitrary<JsonObject>, of: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
    fc.tuple(of, left, right).map(([name, one, other]) => ({ [name]: [one, other] }));
  const only = fc.constant(kind);
  return fc.oneof(
    { weight: 3, arbitrary: pair(part, part, only) },
    { weight: 1, arbitrary: pair(times, times, only) },
    { weight: 1, arbitrary: pair(pair(part, part, fc.constantFrom(...TWIN_COMBINATIONS)), part, only) },
  );
}

/** A metric over one kind of event. */
export function arbitraryAggregate({
  aggregates = AGGREGATES,
  flattened = true,
  localTime = false,
  ...options
}: MetricOptions): fc.Arbitrary<JsonObject> {
  const paths = [...PLAIN_VALUES, ...(flattened ? FLATTENED_VALUES : []), ...(localTime ? LOCAL_TIMES : [])];
  const fields = {
    kind: fc.constantFrom(...aggregates),
    event: askedName,
    of: fc.constantFrom(...paths),
    where: seldom(arbitraryWhere(options)),
    window: seldom(arbitraryWindow(options)),
  };
  return fc.record(fields).map(({ kind, event, of, where, window }) => {
    return spec({ [kind]: event, of: WITHOUT_PATH.includes(kind) ? undefined : of, where, ...window });
  });
}
