import type { ConditionSpec, MomentDefinition, SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { clockAt } from './calendar.js';
import { twinConsent } from './consent.js';
import { BARE_GROUND, type TwinDefinitions, type TwinGround } from './ground.js';
import { twinMetric } from './metric.js';
import { measuredOperators } from './lengths.js';
import { twinMoments } from './moments.js';
import { satisfies } from './operators.js';
import { twinPermits } from './permission.js';
import { allMatches, type Asked, isOf } from './pattern.js';
import { durationOf, objectOf, objectsOf, textOf } from './reading.js';
import { twinScore } from './score.js';
import { twinExists, twinTimeline } from './timeline.js';
import { twinTrait } from './trait.js';
import { customersZone, windowAt } from './window.js';

/** What each kind of condition means, by its key. */
const KINDS: Readonly<
  Record<string, (condition: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround) => boolean>
> = {
  all: (condition, ...asked) => objectsOf(condition, 'all').every((part) => twinHolds(part, ...asked)),
  any: (condition, ...asked) => objectsOf(condition, 'any').some((part) => twinHolds(part, ...asked)),
  not: (condition, ...asked) => !twinHolds(objectOf(condition, 'not'), ...asked),
  performed: performedHolds,
  sequence: sequenceHolds,
  trait: (condition, events, now) => satisfies(twinTrait(textOf(condition, 'trait'), events, now), operatorsOf(condition, 'trait')),
  score: (condition, events, now) => satisfies(twinScore(textOf(condition, 'score'), events, now), operatorsOf(condition, 'score')),
  metric: metricHolds,
  segment: (condition, ...asked) =>
    twinHolds(wholeCondition(named(asked[2].definitions.segments, condition, 'segment'), asked[2].definitions), ...asked),
  moment: momentHolds,
  consent: (condition, events, now, { links, definitions: { purposes } }) => {
    const purpose = textOf(condition, 'consent');
    return twinConsent(purpose, events, links, now, purposes.get(purpose)).state === textOf(condition, 'is');
  },
  permits: (condition, events, now, ground) => twinPermits(named(ground.definitions.purposes, condition, 'permits'), events, now, ground),
  silent: silentHolds,
  localTime: localTimeHolds,
};

/** The keys of the kinds of condition that the twin knows. */
export const TWIN_CONDITIONS: readonly string[] = Object.keys(KINDS);

/**
 * Whether a condition holds at `now`, worked out from nothing but one customer's events, and the definitions that it rests on.
 * `events` is everything that ever arrived, in order of arrival.
 */
export function twinHolds(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround = BARE_GROUND,
): boolean {
  const kind = TWIN_CONDITIONS.find((key) => Object.hasOwn(condition, key));
  const holds = kind === undefined ? undefined : KINDS[kind];
  if (holds === undefined) throw new TypeError(`the twin does not know ${Object.keys(condition).join(', ')}`);
  return holds(condition, events, now, ground);
}

/** Whether the customer is a member at `now` of a segment with this condition: they exist, and it holds. */
export function twinMember(
  condition: ConditionSpec,
  events: readonly CustomerEvent[],
  now: Instant,
  ground: TwinGround = BARE_GROUND,
): boolean {
  return twinExists(events, now) && twinHolds(condition, events, now, ground);
}

/** What guards of moments are told of this customer: each is asked once about an instant. */
export function twinGuards(events: readonly CustomerEvent[], ground: TwinGround): Asked {
  const known = new Map<ConditionSpec, Map<Instant, boolean>>();
  return (condition, at) => {
    let ofCondition = known.get(condition);
    if (ofCondition === undefined) known.set(condition, (ofCondition = new Map<Instant, boolean>()));
    let holds = ofCondition.get(at);
    if (holds === undefined) ofCondition.set(at, (holds = twinHolds(condition, events, at, ground)));
    return holds;
  };
}

/** A segment's condition with what a published segment adds: known bots are left out, and who does not permit what it serves. */
export function wholeCondition(
  { where, includeBots, purpose }: Pick<SegmentDefinition, 'where' | 'includeBots' | 'purpose'>,
  definitions: TwinDefinitions,
): ConditionSpec {
  const served = servedPurpose(purpose, definitions);
  const beside: ConditionSpec[] = [];
  if (includeBots !== true) beside.push({ trait: 'bot', isNot: true });
  if (served !== undefined) beside.push({ permits: served });
  if (beside.length === 0) return where;
  return onceFor(where, JSON.stringify(beside), () => ({ all: [where, ...beside] }));
}

/** A moment whose last event counts only where its purpose is permitted at that instant. */
export function wholeMoment(moment: MomentDefinition, definitions: TwinDefinitions): MomentDefinition {
  const served = servedPurpose(moment.purpose, definitions);
  return served === undefined ? moment : onceFor(moment, served, () => completedWith(moment, { permits: served }));
}

function completedWith(moment: MomentDefinition, condition: ConditionSpec): MomentDefinition {
  const last = moment.pattern.findLastIndex((step) => !Object.hasOwn(step, 'without'));
  const pattern = moment.pattern.flatMap((step, index): JsonObject[] => {
    if (index !== last) return [step];
    const { times, if: asked, ...taken } = step;
    const both = asked === undefined ? condition : { all: [asked, condition] };
    const before = Number((times as JsonObject | undefined)?.atLeast ?? 1) - 1;
    return before === 0
      ? [{ ...taken, if: both }]
      : [
          { ...step, times: { atLeast: before } },
          { ...taken, if: both },
        ];
  });
  return { ...moment, pattern };
}

/** One object for each that means the same, by which what was found out about it is remembered. */
function onceFor<T extends object>(of: object, meaning: string, make: () => T): T {
  let known = wholes.get(of);
  if (known === undefined) wholes.set(of, (known = new Map<string, object>()));
  let whole = known.get(meaning) as T | undefined;
  if (whole === undefined) known.set(meaning, (whole = make()));
  return whole;
}

const wholes = new WeakMap<object, Map<string, object>>();

/** The purpose that somebody defined and that a definition serves. */
function servedPurpose(purpose: string | undefined, { purposes }: TwinDefinitions): string | undefined {
  return purposes.get(purpose ?? 'analytics')?.name;
}
/** The definition that a condition rests on. */
function named<D>(definitions: ReadonlyMap<string, D>, condition: JsonObject, kind: string): D {
  const name = textOf(condition, kind);
  const definition = definitions.get(name);
  if (definition === undefined) throw new TypeError(`there is no ${kind} ${name}`);
  return definition;
}

function operatorsOf(condition: JsonObject, kind: string): JsonObject {
  const { [kind]: _, ...operators } = condition;
  return operators;
}

function performedHolds(condition: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround): boolean {
  const takes = windowAt(condition, events, now, ground);
  const instances = twinTimeline(events, now).filter((event) => takes(event.timestamp) && isOf(event, condition, 'performed', {}));
  return fits(instances.length, objectOf(condition, 'times'));
}

/** Calls without a name of their own, such as identify, are nothing that the customer did. */
function silentHolds(condition: JsonObject, events: readonly CustomerEvent[], now: Instant): boolean {
  const length = durationOf(condition, 'silent');
  return !twinTimeline(events, now).some(({ event, timestamp }) => event !== '' && timestamp < now && timestamp > now - length);
}

function localTimeHolds(condition: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround): boolean {
  const times = objectOf(condition, 'localTime');
  const [from, until] = [textOf(times, 'from'), textOf(times, 'until')];
  const { timeZone } = condition;
  const shown = clockAt(now, typeof timeZone === 'string' ? timeZone : customersZone(events, now, ground));
  // Times of day as written sort as they follow one another.
  return from < until ? from <= shown && shown < until : from <= shown || shown < until;
}

/** Whether a number fits `times`; absent means at least one. */
function fits(count: number, times: JsonObject): boolean {
  const { atLeast, atMost, exactly } = times;
  if (atLeast === undefined && atMost === undefined && exactly === undefined) return count >= 1;
  if (typeof atLeast === 'number' && count < atLeast) return false;
  if (typeof atMost === 'number' && count > atMost) return false;
  return typeof exactly !== 'number' || count === exactly;
}

function sequenceHolds(condition: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround): boolean {
  const takes = windowAt(condition, events, now, ground, 'since');
  const matches = allMatches(twinTimeline(events, now), objectsOf(condition, 'sequence'), durationOf(condition, 'within'));
  return matches.some((match) => takes((match.events.at(-1) as CustomerEvent).timestamp));
}

function metricHolds(condition: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround): boolean {
  const { value } = named(ground.definitions.metrics, condition, 'metric');
  return satisfies(twinMetric(value, events, now, ground), measuredOperators(value, operatorsOf(condition, 'metric')));
}

function momentHolds(condition: JsonObject, events: readonly CustomerEvent[], now: Instant, ground: TwinGround): boolean {
  const takes = windowAt(condition, events, now, ground);
  const moments = twinMoments(
    wholeMoment(named(ground.definitions.moments, condition, 'moment'), ground.definitions),
    events,
    now,
    twinGuards(events, ground),
  );
  return fits(moments.filter(({ at }) => takes(at)).length, objectOf(condition, 'times'));
}
