import type { SegmentDefinition } from '../../vocabulary/definition.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Timeline } from '../../timeline/timeline.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { Random } from '../random.js';
import { turningPoints, twinTurns } from '../twin/course.js';
import { twinDefinitions } from '../twin/ground.js';
import { twinGuards, twinMember, wholeCondition, wholeMoment } from '../twin/holds.js';
import type { TwinCustomer } from '../twin/identity.js';
import { ownerOf } from '../twin/links.js';
import { twinMetric } from '../twin/metric.js';
import { twinMoments } from '../twin/moments.js';
import { twinExists } from '../twin/timeline.js';
import { compareExplained } from './compare-explained.js';
import { compareCustomer } from './compare-customer.js';
import { type Compared, compareRequest } from './compare-identity.js';
import { compareOrders } from './compare-orders.js';
import { Customers, groundOf } from './customers.js';
import { ExpectedChanges } from './expected-changes.js';
import { type Life, lifeIn, withDirectory } from './life.js';
import type { DrawnRequest } from './drawn-requests.js';
import type { Tally } from './tally.js';
import { definitionsOf, type Happening, type OracleWorld, oracleWorld, published } from './world.js';

/** So many changes of one customer's membership of one segment are looked at from near by. */
const MOST_TURNS = 6;
/** At so many instants each metric of each customer is looked at from near by. */
const MOST_POINTS = 4;

/** The same as {@link compareLived}, for the world of a seed. */
export function compareWorld(seed: number, tally: Tally): Promise<void> {
  return compareLived(oracleWorld(seed), tally);
}

/**
 * Lives one world through and compares, on the way and at the end, all that the engine says with the twin: live, filled from
 * history, previewed, explained, and the instants of what was observed.
 */
export async function compareLived(world: OracleWorld, tally: Tally): Promise<void> {
  const run = new Run(world, tally);
  try {
    await run.live();
    await compareOrders(run.life, world, run.decided, tally);
    await run.compareHistory();
  } finally {
    run.life.stop();
  }
}

/** One thing that happens in a world, at its instant. */
type Step = { readonly at: Instant; readonly do: () => Promise<void> | void };

/** A world while it lives. */
class Run {
  readonly #world: OracleWorld;
  readonly #tally: Tally;
  readonly #customers = new Customers();
  readonly #expected: ExpectedChanges;
  #inForce: readonly object[];
  #now: Instant;
  life: Life;

  constructor(world: OracleWorld, tally: Tally) {
    this.#world = world;
    this.#tally = tally;
    this.life = lifeIn(world).start();
    this.#now = world.start;
    this.#inForce = definitionsOf(world);
    this.#expected = new ExpectedChanges(this.#customers, twinDefinitions(this.#inForce));
  }

  /** What people decided, in order of the journal. */
  get decided(): readonly IdentityDecision[] {
    return this.#customers.decided;
  }

  get #compared(): Compared {
    return { life: this.life, customers: this.#customers, tally: this.#tally };
  }

  get #definitions() {
    return this.#expected.definitions;
  }

  /** Lets everything happen under a clock that fires every timer on the way. */
  async live(): Promise<void> {
    const world = this.#world;
    await this.life.publish(this.#inForce);
    const steps: Step[] = [
      ...world.arrivals.map(({ at, event }) => ({ at, do: () => this.#arrive(event, at) })),
      ...world.happenings.map((happening) => ({ at: happening.at, do: () => this.#happen(happening) })),
      ...(world.requests ?? []).map((request) => ({ at: request.at, do: () => this.#ask(request) })),
      ...world.looks.map((at) => ({ at, do: () => this.#look(at) })),
      { at: world.end, do: () => this.#look(world.end) },
    ];
    for (const step of steps.toSorted((left, right) => left.at - right.at)) {
      this.#passTo(step.at);
      await step.do();
    }
    this.#compareChanges((await this.life.acts()).changes);
  }

  #passTo(at: Instant): void {
    if (at <= this.#now) return;
    this.#expected.timePasses(this.#now, at);
    this.#now = at;
    this.life.clock.advanceTo(at);
  }

  async #arrive(event: CustomerEvent, at: Instant): Promise<void> {
    this.#expected.eventArrives(event, at);
    await this.life.take(event);
  }

  #ask(request: DrawnRequest): Promise<void> {
    return compareRequest(request, this.#compared, () => `world ${this.#world.seed}`);
  }

  async #happen(happening: Happening): Promise<void> {
    if (happening.kind === 'publication') {
      this.#inForce = published(this.#inForce, happening.definitions);
      this.#expected.definitions = twinDefinitions(this.#inForce);
      return this.life.publish(happening.definitions);
    }
    const { until, snapshot } = happening;
    this.#expected.timePassesUnseen(this.#now, until);
    await withDirectory(async (directory) => {
      if (snapshot) await this.life.snapshot(directory);
      this.life = (await this.life.restarted(until, snapshot ? directory : undefined)).start();
    });
    this.#now = until;
  }

  #compareChanges(changes: Parameters<ExpectedChanges['observed']>[0]): void {
    const tally = this.#tally;
    const { seed } = this.#world;
    const observed = this.#expected.observed(changes);
    const all = this.#expected.all();
    for (const change of all) tally.compare('change', observed.includes(change), true, () => `world ${seed}, expected: ${change}`);
    for (const change of observed)
      if (!all.includes(change)) tally.compare('change', true, false, () => `world ${seed}, observed: ${change}`);
    tally.compare('changes', observed.length, all.length, () => `world ${seed}, number of changes`);
  }

  #look(now: Instant): void {
    this.life.pipeline.passTime();
    const { end, start } = this.#world;
    const compared = { ...this.#compared, definitions: this.#definitions, horizon: end + (end - start) };
    for (const customer of this.#customers.all) compareCustomer(customer, now, compared, this.#where(customer, now));
  }

  /** What history gives: the same definitions published again under other names, previewed and explained, now and in the past. */
  async compareHistory(): Promise<void> {
    const world = this.#world;
    const { segments, moments } = this.#definitions;
    const renamed = <D extends { readonly name: string }>(definition: D): D => ({ ...definition, name: `filled_${definition.name}` });
    await this.life.publish([...[...segments.values()].map(renamed), ...[...moments.values()].map(renamed)]);
    for (const twin of this.#customers.all) this.#compareFilled(twin);
    for (const now of [world.end, ...world.looks]) for (const segment of segments.values()) await this.#comparePreview(segment, now);
  }

  #compareFilled(twin: TwinCustomer): void {
    const { pipeline } = this.life;
    const tally = this.#tally;
    const { end } = this.#world;
    const customer = this.#numberOf(twin);
    const where = this.#where(twin, end);
    for (const definition of this.#definitions.segments.values()) {
      const member = twinMember(wholeCondition(definition, this.#definitions), twin.events, end, groundOf(twin, this.#definitions));
      const ours = pipeline.segments.get(`filled_${definition.name}`)?.members.has(customer);
      tally.compare('filled membership', ours, member, where(definition.name));
      this.#compareTurns(definition, twin);
    }
    for (const { name, value } of this.#definitions.metrics.values()) this.#compareMetricTurns(name, value, twin);
    for (const moment of this.#definitions.moments.values()) {
      const standing = pipeline.moments.standing(`filled_${moment.name}`, customer).map(({ at, evidence }) => ({ at, evidence }));
      const asked = twinGuards(twin.events, groundOf(twin, this.#definitions));
      tally.compare(
        'filled moments',
        standing,
        twinMoments(wholeMoment(moment, this.#definitions), twin.events, end, asked),
        where(moment.name),
      );
    }
  }

  /** As of the last millisecond before each of the newest changes of membership, and as of that change. */
  #compareTurns(definition: SegmentDefinition, twin: TwinCustomer): void {
    const { pipeline } = this.life;
    const { start, end } = this.#world;
    const compiled = pipeline.segments.get(definition.name)?.compiled;
    if (compiled === undefined) return;
    const turns = twinTurns(wholeCondition(definition, this.#definitions), twin.events, start, end, groundOf(twin, this.#definitions));
    for (const { at, entered } of turns.slice(-MOST_TURNS)) {
      for (const [now, member] of [
        [at - 1, !entered],
        [at, entered],
      ] as const) {
        const { holds } = pipeline.segments.explain(compiled, this.#numberOf(twin), now);
        this.#tally.compare('turn', holds, member, this.#where(twin, now)(definition.name));
      }
    }
  }

  /** As of some of the instants at which a metric may change, and as of the last millisecond before each. */
  #compareMetricTurns(name: string, value: JsonObject, twin: TwinCustomer): void {
    const { pipeline } = this.life;
    const ground = groundOf(twin, this.#definitions);
    const points = turningPoints({ metric: name, exists: true }, twin.events, this.#world.end, ground);
    const random = Random.of(this.#world.seed).fork(`${name} ${twin.events.length}`);
    for (const at of random.sample(points, MOST_POINTS).flatMap((point) => [point - 1, point])) {
      if (!twinExists(twin.events, at)) continue;
      const ours = pipeline.metrics.get(name)?.valueFor(new Timeline(pipeline.timelines).at(this.#numberOf(twin), at));
      this.#tally.compare('metric turn', ours, twinMetric(value, twin.events, at, ground) ?? null, this.#where(twin, at)(name));
    }
  }

  async #comparePreview(segment: SegmentDefinition, now: Instant): Promise<void> {
    const { pipeline, publisher } = this.life;
    const tally = this.#tally;
    const preview = await publisher.preview({ ...segment, name: 'preview' }, now);
    const found = new Set(preview.sample.map(({ customerId }) => customerId));
    const condition = wholeCondition(segment, this.#definitions);
    const compiled = pipeline.segments.get(segment.name)?.compiled;
    for (const twin of this.#customers.all) {
      const customer = this.#numberOf(twin);
      const where = this.#where(twin, now)(segment.name);
      const ground = groundOf(twin, this.#definitions);
      const member = twinMember(condition, twin.events, now, ground);
      tally.compare('preview', found.has(pipeline.identities.customerId(customer)), member, where);
      if (compiled === undefined) continue;
      const explained = pipeline.segments.explain(compiled, customer, now);
      if (twinExists(twin.events, now)) compareExplained(condition, explained, { events: twin.events, now, ground, tally, where });
      else tally.compare('explanation', explained.holds, false, where);
    }
  }

  #numberOf(twin: TwinCustomer): number {
    return this.life.customerOf(ownerOf(twin.events[0] as CustomerEvent));
  }

  #where(twin: TwinCustomer, now: Instant): (what: string) => () => string {
    return (what) => () => `world ${this.#world.seed}, ${what} of ${[...twin.identifiers].join(' ')} at ${now}`;
  }
}
