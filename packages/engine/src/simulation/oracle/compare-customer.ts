import { consentAt } from '../../engine/look.js';
import { Timeline } from '../../timeline/timeline.js';
import type { SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, NEVER } from '../../vocabulary/instant.js';
import { twinConsent } from '../twin/consent.js';
import { twinSince, twinTurns } from '../twin/course.js';
import type { TwinDefinitions } from '../twin/ground.js';
import { twinGuards, twinMember, wholeCondition, wholeMoment } from '../twin/holds.js';
import type { TwinCustomer } from '../twin/identity.js';
import { ownerOf } from '../twin/links.js';
import { twinMetric } from '../twin/metric.js';
import { twinMoments } from '../twin/moments.js';
import { twinExists } from '../twin/timeline.js';
import { twinTrait } from '../twin/trait.js';
import { compareExplained } from './compare-explained.js';
import { type Compared, compareIdentity } from './compare-identity.js';
import { groundOf } from './customers.js';
import { PURPOSE } from './people.js';
import { metricKindOf, subjectsOf } from './subjects.js';

const TRAITS = ['plan', 'country', 'age', 'bot'];

/** A life, what the twin knows of it, and what is in force in both. */
export interface ComparedLife extends Compared {
  readonly definitions: TwinDefinitions;
  /** No change of membership is looked for behind it; explanations and instants of change are left out where it is null. */
  readonly horizon: Instant | null;
}

/** What is compared, as text for a mismatch. */
export type Where = (what: string) => () => string;

/** Compares everything that the engine says of a customer at an instant with the twin. */
export function compareCustomer(twin: TwinCustomer, now: Instant, compared: ComparedLife, where: Where): void {
  const { life, tally, definitions } = compared;
  const { pipeline } = life;
  const customer = life.customerOf(ownerOf(twin.events[0] as CustomerEvent));
  const ground = groundOf(twin, definitions);
  compareIdentity(twin, compared, where);
  for (const definition of definitions.segments.values()) compareMembership(definition, twin, now, compared, where(definition.name));
  for (const moment of definitions.moments.values()) {
    const standing = pipeline.moments.standing(moment.name, customer).map(({ at, evidence }) => ({ at, evidence }));
    const twins = twinMoments(wholeMoment(moment, definitions), twin.events, now, twinGuards(twin.events, ground));
    tally.compare('live moments', standing, twins, where(moment.name));
    tally.about(subjectsOf(moment.pattern, 'moment'), twins.length > 0);
  }
  if (!twinExists(twin.events, now)) return;
  for (const { name, value } of definitions.metrics.values()) {
    const ours = pipeline.metrics.get(name)?.valueFor(new Timeline(pipeline.timelines).at(customer, now));
    const twins = twinMetric(value, twin.events, now, ground) ?? null;
    tally.compare('metric', ours, twins, where(name));
    tally.about(subjectsOf(value, `metric ${metricKindOf(value)}`), twins !== null && twins !== 0);
  }
  const consent = twinConsent(PURPOSE, twin.events, twin.links, now, definitions.purposes.get(PURPOSE));
  tally.compare('consent', consentAt(pipeline, customer, PURPOSE, now), consent, where(PURPOSE));
  const traits = life.questions.traits(customer, now);
  for (const name of TRAITS) tally.compare('trait', traits[name] ?? null, twinTrait(name, twin.events, now) ?? null, where(name));
}

function compareMembership(
  definition: SegmentDefinition,
  twin: TwinCustomer,
  now: Instant,
  { life, tally, definitions, horizon }: ComparedLife,
  where: () => string,
): void {
  const { pipeline } = life;
  const customer = life.customerOf(ownerOf(twin.events[0] as CustomerEvent));
  const condition = wholeCondition(definition, definitions);
  const ground = groundOf(twin, definitions);
  const segment = pipeline.segments.get(definition.name);
  const member = twinMember(condition, twin.events, now, ground);
  tally.compare('live membership', segment?.members.has(customer), member, where);
  if (segment === undefined || horizon === null) return;
  if (member) {
    const since = pipeline.segments.since(segment.compiled, customer, now);
    tally.compare('since', since, twinSince(condition, twin.events, now, ground), where);
  }
  if (!twinExists(twin.events, now)) return;
  const explained = pipeline.segments.explain(segment.compiled, customer, now);
  compareExplained(condition, explained, { events: twin.events, now, ground, tally, where });
  const turn = twinTurns(condition, twin.events, now, horizon, ground)[0]?.at ?? NEVER;
  const isInTime = explained.until === null ? turn === NEVER : now < explained.until && explained.until <= turn;
  tally.compare('until', isInTime, true, () => `says ${explained.until}, the twin ${turn}, ${where()}`);
}
