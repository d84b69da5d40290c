import { compileSegment } from '../../detect/compile-segment.js';
import type { CompiledSegment } from '../../detect/compile-segment.js';
import { choicesIn, consentOf } from '../../govern/consent.js';
import { consentAt } from '../../engine/look.js';
import { Timeline } from '../../timeline/timeline.js';
import type { SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Consent } from '../../vocabulary/consent.js';
import { type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { SegmentChange } from '../../vocabulary/segment-change.js';
import { twinHolds, twinMember, twinSince, twinTrait } from '../twin/holds.js';
import { ownerOf, type TwinCustomer, twinCustomers } from '../twin/identity.js';
import { twinMetric } from '../twin/metric.js';
import { twinMoments } from '../twin/moments.js';
import { twinExists } from '../twin/timeline.js';
import { compareOrders } from './compare-orders.js';
import { ExpectedChanges } from './expected-changes.js';
import { Life } from './life.js';
import type { Tally } from './tally.js';
import { wholeCondition } from './whole-condition.js';
import { definitionsOf, type OracleWorld, oracleWorld, PURPOSE } from './world.js';

const TRAITS = ['plan', 'country', 'age', 'bot'];

/**
 * Lives one world through and compares, on the way and at the end, all that the engine says with the twin: live, filled from
 * history, previewed, explained, and the instants of what was observed.
 */
export async function compareWorld(seed: number, tally: Tally): Promise<void> {
  const world = oracleWorld(seed);
  const life = new Life(world.start).start();
  const arrived = await live(life, world, tally);
  await compareOrders(life, world, tally);
  await compareHistory(life, world, arrived, tally);
  life.stop();
}

/** Lets a world's events arrive under a clock that fires every timer on the way. @returns what arrived. */
async function live(life: Life, world: OracleWorld, tally: Tally): Promise<readonly CustomerEvent[]> {
  await life.publish(definitionsOf(world));
  const looks = [...world.looks];
  const arrived: CustomerEvent[] = [];
  const expected = new ExpectedChanges(world.segments);
  let now = world.start;
  for (const { at, event } of world.arrivals) {
    while (looks.length > 0 && (looks[0] as Instant) < at) look(life, looks.shift() as Instant, world, arrived, tally);
    expected.timePasses(arrived, now, at);
    expected.eventArrives(arrived, event, at);
    life.clock.advanceTo(at);
    await life.take(event);
    arrived.push(event);
    now = at;
  }
  expected.timePasses(arrived, now, world.end);
  for (const instant of [...looks, world.end]) look(life, instant, world, arrived, tally);
  compareChanges(expected, (await life.acts()).changes, world, tally);
  return arrived;
}

function compareChanges(expected: ExpectedChanges, changes: readonly SegmentChange[], world: OracleWorld, tally: Tally): void {
  const observed = expected.observed(changes);
  const all = expected.all();
  for (const change of all) tally.compare('change', observed.includes(change), true, () => `world ${world.seed}, expected: ${change}`);
  for (const change of observed)
    if (!all.includes(change)) tally.compare('change', true, false, () => `world ${world.seed}, observed: ${change}`);
  tally.compare('changes', observed.length, all.length, () => `world ${world.seed}, number of changes`);
}

function look(life: Life, now: Instant, world: OracleWorld, arrived: readonly CustomerEvent[], tally: Tally): void {
  life.clock.advanceTo(now);
  life.pipeline.passTime();
  for (const customer of twinCustomers(arrived)) lookAtCustomer(life, customer, now, world, tally);
}

function lookAtCustomer(life: Life, twin: TwinCustomer, now: Instant, world: OracleWorld, tally: Tally): void {
  const { pipeline } = life;
  const owner = ownerOf(twin.events[0] as CustomerEvent);
  const customer = life.customerOf(owner);
  const where = (what: string) => () => `world ${world.seed}, ${what} of ${owner} at ${now}`;
  const identifiers = pipeline.identities.membersOf(customer).map((member) => pipeline.timelines.identifiers.textOf(member));
  tally.compare('identity', identifiers.sort(), [...twin.identifiers].sort(), where('identifiers'));
  for (const definition of world.segments) {
    const { name } = definition;
    const full = wholeCondition(definition);
    const segment = pipeline.segments.get(name);
    const member = twinMember(full, twin.events, now);
    tally.compare('live membership', segment?.members.has(customer), member, where(name));
    const since = segment && pipeline.segments.since(segment.compiled, customer, now);
    if (member) tally.compare('since', since, twinSince(full, twin.events, now), where(name));
  }
  for (const moment of world.moments) {
    const standing = pipeline.moments.standing(moment.name, customer).map(({ at, evidence }) => ({ at, evidence }));
    tally.compare('live moments', standing, twinMoments(moment, twin.events, now), where(moment.name));
  }
  if (!twinExists(twin.events, now)) return;
  for (const { name, value } of world.metrics) {
    const ours = pipeline.metrics.get(name)?.valueFor(new Timeline(pipeline.timelines).at(customer, now));
    tally.compare('metric', ours, twinMetric(value, twin.events, now) ?? null, where(name));
  }
  tally.compare('consent', consentAt(pipeline, customer, PURPOSE, now), twinConsent(twin, now), where(PURPOSE));
  const traits = life.questions.traits(customer, now);
  for (const name of TRAITS) tally.compare('trait', traits[name] ?? null, twinTrait(name, twin.events, now) ?? null, where(name));
}

/** Consent is worked out by a function of its own: here it is given what the events say, without the engine's index. */
function twinConsent(twin: TwinCustomer, now: Instant): Consent {
  const events = twin.events.filter(
    (event, index) => twin.events.findIndex((other) => other.messageId === event.messageId && ownerOf(other) === ownerOf(event)) === index,
  );
  const links = twin.links.map(({ ends, event }) => ({
    identifiers: ends.map((end) => parseIdentifier(end)) as [Identifier, Identifier],
    at: event.timestamp,
  }));
  return consentOf(PURPOSE, events.flatMap(choicesIn), links, now);
}

/** What history gives: the same definitions published again under other names, previewed and explained, now and in the past. */
async function compareHistory(life: Life, world: OracleWorld, arrived: readonly CustomerEvent[], tally: Tally): Promise<void> {
  const { pipeline } = life;
  const customers = twinCustomers(arrived);
  await life.publish([
    ...world.segments.map((segment) => ({ ...segment, name: `filled_${segment.name}` })),
    ...world.moments.map((moment) => ({ ...moment, name: `filled_${moment.name}` })),
  ]);
  for (const twin of customers) {
    const customer = life.customerOf(ownerOf(twin.events[0] as CustomerEvent));
    const where = (what: string) => () => `world ${world.seed}, ${what} of ${ownerOf(twin.events[0] as CustomerEvent)} at the end`;
    for (const definition of world.segments) {
      const { name } = definition;
      const member = twinMember(wholeCondition(definition), twin.events, world.end);
      tally.compare('filled membership', pipeline.segments.get(`filled_${name}`)?.members.has(customer), member, where(name));
    }
    for (const moment of world.moments) {
      const standing = pipeline.moments.standing(`filled_${moment.name}`, customer).map(({ at, evidence }) => ({ at, evidence }));
      tally.compare('filled moments', standing, twinMoments(moment, twin.events, world.end), where(moment.name));
    }
  }
  for (const now of [world.end, ...world.looks]) {
    for (const segment of world.segments) await comparePreview(life, segment, customers, now, world, tally);
  }
}

async function comparePreview(
  life: Life,
  segment: SegmentDefinition,
  customers: readonly TwinCustomer[],
  now: Instant,
  world: OracleWorld,
  tally: Tally,
): Promise<void> {
  const { pipeline } = life;
  const preview = await life.publisher.preview({ where: segment.where, ...(segment.includeBots && { includeBots: true }) }, now);
  const found = new Set(preview.sample.map(({ customerId }) => customerId));
  const full = wholeCondition(segment);
  const compiled: CompiledSegment = compileSegment(segment, { names: pipeline.timelines.names, columns: pipeline.columns });
  for (const twin of customers) {
    const customer = life.customerOf(ownerOf(twin.events[0] as CustomerEvent));
    const where = () => `world ${world.seed}, ${segment.name} of ${[...twin.identifiers].join(' ')} at ${now}`;
    const member = twinMember(full, twin.events, now);
    tally.compare('preview', found.has(pipeline.identities.customerId(customer)), member, where);
    const explained = pipeline.segments.explain(compiled, customer, now);
    tally.compare('explanation', explained.holds, twinExists(twin.events, now) && twinHolds(full, twin.events, now), where);
  }
}
