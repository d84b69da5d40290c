import type {
  ArmOfCampaign,
  CampaignEffectAnswer,
  CampaignEffectBy,
  CampaignEffectPart,
  CampaignEffectRequest,
} from '../campaign-answers.js';
import { verdict } from '../experiment/analyse.js';
import { type Effect, effectOf, type Method } from '../experiment/effect.js';
import type { LiveSegment } from '../detect/segments.js';
import { contrast, holm } from '../experiment/multiplicity.js';
import { proportionOf } from '../experiment/estimate.js';
import { type SampleRatio, sampleRatio } from '../experiment/sample-ratio.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { type Instant, type Milliseconds, parseDuration } from '../vocabulary/instant.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { type ArmSeen, type CampaignArms, campaignArms } from './campaign-arms.js';
import { campaignEffectSeries, type CountedCustomer } from './campaign-effect-series.js';
import { Turns } from './turns.js';

const ALPHA = 0.05;
/** How many are looked at between two looks at the time. */
const STRIDE = 256;

/**
 * What a campaign changed: whether customers did something within so long after they were acted on, or held out instead. The unit is the customer, in
 * the arm of their first assignment, whatever became of the message. Those whose time is not over yet wait: they are in neither arm.
 * @throws CuspError not_found, invalid_request; the signal's reason when it is given up
 */
export async function campaignEffect(
  pipeline: Pipeline,
  request: CampaignEffectRequest,
  signal?: AbortSignal,
): Promise<CampaignEffectAnswer> {
  const published = pipeline.definitions.get('campaign', request.campaign);
  if (published === undefined) throw new CuspError(ERRORS.notFound, `there is no campaign "${request.campaign.slice(0, 200)}"`);
  const { definition } = published;
  const goal = goalOf(definition, request);
  const method = request.method ?? 'sequential';
  const asOf = pipeline.clock.now();
  const found = await campaignArms(pipeline, definition, signal);
  const tally = await count(pipeline, found, { ...goal, asOf }, segmentAsked(pipeline, request.by), signal);
  const srm = ratioOf(tally);
  return {
    campaign: definition.name,
    title: definition.title ?? null,
    goal: goal.performed,
    within: goal.within,
    asOf,
    method,
    alpha: ALPHA,
    arms: [armOf('reached', tally.reached), armOf('held out', tally.heldOut)],
    waiting: tally.waiting,
    crossed: found.crossed,
    assignedByEvents: tally.byEvents,
    from: tally.from,
    to: tally.to,
    srm,
    series: campaignEffectSeries(tally.customers, { asOf, method, alpha: ALPHA }),
    ...figures(tally, srm, method),
    ...(request.by !== undefined && { by: effectBy(pipeline, request.by, tally, method) }),
  };
}

/** @throws CuspError unknown_segment */
function segmentAsked({ segments }: Pipeline, name: string | undefined): LiveSegment | undefined {
  if (name === undefined) return undefined;
  const segment = segments.get(name);
  if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name.slice(0, 200));
  return segment;
}

function goalOf({ name, goal }: CampaignDefinition, request: CampaignEffectRequest): { performed: string; within: Milliseconds } {
  const performed = request.goal ?? goal?.performed;
  const within = request.within ?? (goal === undefined ? undefined : parseDuration(goal.within));
  if (performed !== undefined && within !== undefined) return { performed, within };
  throw new CuspError(ERRORS.invalidRequest, `campaign "${name}" has no goal of its own`, {
    remedy: 'Say which event counts and how long after (`goal`, `within`), or give the campaign a `goal`: docs/guide/campaigns.md.',
  });
}

/** Customers of one arm whose time is over. */
interface Side {
  customers: number;
  withGoal: number;
  /** How many the shares that held at their assignment would have put here. */
  expected: number;
}

/** The two arms of some customers. */
interface Sides {
  readonly reached: Side;
  readonly heldOut: Side;
}

interface Counted extends Sides {
  /** Those in the segment that was asked for when they were assigned, and the others. */
  readonly inside: Sides;
  readonly outside: Sides;
  /** One by one, with the instant at which their time was over. */
  readonly customers: CountedCustomer[];
  waiting: number;
  byEvents: number;
  from: Instant | null;
  to: Instant | null;
}

async function count(
  pipeline: Pipeline,
  { assigned, shareOfEvents }: CampaignArms,
  goal: { readonly performed: string; readonly within: Milliseconds; readonly asOf: Instant },
  segment: LiveSegment | undefined,
  signal: AbortSignal | undefined,
): Promise<Counted> {
  const counted: Counted = {
    ...noSides(),
    inside: noSides(),
    outside: noSides(),
    customers: [],
    waiting: 0,
    byEvents: 0,
    from: null,
    to: null,
  };
  const turns = new Turns(signal);
  let done = 0;
  for (const [customer, seen] of assigned) {
    if (++done % STRIDE === 0 && turns.isOver) await turns.next();
    if (seen.at + goal.within > goal.asOf) {
      counted.waiting += 1;
      continue;
    }
    // Whoever has become one with another meanwhile is found under the other's number.
    const now = pipeline.identities.customerOf(customer);
    const did = hasDone(pipeline, now, seen, goal);
    const share = seen.share ?? shareOfEvents;
    add(counted, seen, did, share);
    counted.customers.push({ since: seen.at + goal.within, heldOut: seen.heldOut, did });
    if (segment !== undefined) {
      const isInside = pipeline.segments.holdsAt(segment.compiled, now, seen.at);
      add(isInside ? counted.inside : counted.outside, seen, did, share);
    }
    counted.byEvents += seen.share === null ? 1 : 0;
    counted.from = Math.min(counted.from ?? seen.at, seen.at);
    counted.to = Math.max(counted.to ?? seen.at, seen.at);
  }
  return counted;
}

function noSides(): Sides {
  return { reached: { customers: 0, withGoal: 0, expected: 0 }, heldOut: { customers: 0, withGoal: 0, expected: 0 } };
}

function add({ reached, heldOut }: Sides, seen: ArmSeen, did: boolean, share: number): void {
  const side = seen.heldOut ? heldOut : reached;
  side.customers += 1;
  side.withGoal += did ? 1 : 0;
  heldOut.expected += share;
  reached.expected += 1 - share;
}

function hasDone(
  { timelines }: Pipeline,
  customer: number,
  { at }: ArmSeen,
  goal: { readonly performed: string; readonly within: Milliseconds },
): boolean {
  const { rows } = timelines;
  const name = timelines.names.find(goal.performed);
  if (name === undefined) return false;
  for (let row = timelines.newestOf(customer, name); row !== NO_ROW; row = rows.previousOfName(row)) {
    const time = rows.timestamp(row);
    if (time <= at) return false;
    if (time <= at + goal.within) return true;
  }
  return false;
}

function ratioOf({ reached, heldOut }: Sides, asked = 1): SampleRatio {
  const expected = [reached.expected, heldOut.expected];
  if (expected.some((customers) => customers === 0)) return { expected: [1, 0], p: 1, mismatch: false };
  return sampleRatio([reached.customers, heldOut.customers], expected, asked);
}

function armOf(name: ArmOfCampaign['name'], { customers, withGoal }: Side): ArmOfCampaign {
  return { name, customers, withGoal, share: customers === 0 ? null : withGoal / customers };
}

type Figures = Pick<CampaignEffectAnswer, 'estimate' | 'interval' | 'relative' | 'relativeInterval' | 'pValue' | 'changed' | 'decided'>;

/** What changed in a segment, and outside; decided by what Holm's method leaves of the two, and by nothing where the arms are off. */
function effectBy(pipeline: Pipeline, segment: string, tally: Counted, method: Method): CampaignEffectBy {
  const sides = [tally.inside, tally.outside] as const;
  const whole = ratioOf(tally);
  const effects = sides.map((side) => effectOn(side, method));
  const asked = effects.filter(({ isEnough }) => isEnough);
  const adjusted = holm(asked.map(({ pValue }) => pValue));
  const parts = sides.map((side, index): CampaignEffectPart => {
    const effect = effects[index] as Effect;
    const adjustedP = effect.isEnough ? (adjusted[asked.indexOf(effect)] as number) : null;
    const own = ratioOf(side, sides.length);
    const told = figures(side, own, method);
    return {
      inside: index === 0,
      arms: [armOf('reached', side.reached), armOf('held out', side.heldOut)],
      srm: own,
      ...told,
      adjustedP,
      decided: own.mismatch || whole.mismatch ? 'mismatch' : verdict(effect.estimate, adjustedP, ALPHA),
    };
  });
  const [inside, outside] = effects as [Effect, Effect];
  return {
    segment,
    title: pipeline.definitions.get('segment', segment)?.definition.title ?? null,
    parts: parts as unknown as CampaignEffectBy['parts'],
    difference: asked.length === sides.length ? contrast(inside, outside, { method, alpha: ALPHA }) : null,
  };
}

function effectOn({ reached, heldOut }: Sides, method: Method): Effect {
  const [arm, control] = [proportionOf(reached.withGoal, reached.customers), proportionOf(heldOut.withGoal, heldOut.customers)];
  return effectOf(arm, control, { kind: 'proportion', method, alpha: ALPHA });
}

function figures({ reached, heldOut }: Sides, srm: SampleRatio, method: Method): Figures {
  const effect = effectOn({ reached, heldOut }, method);
  const { estimate, interval, relative, relativeInterval, pValue, isEnough } = effect;
  const decided = srm.mismatch ? 'mismatch' : verdict(estimate, isEnough ? pValue : null, ALPHA);
  const known = Number.isFinite(estimate);
  const said = { estimate: known ? estimate : null, relative: known ? relative : null, decided } as const;
  if (!isEnough) return { ...said, interval: null, relativeInterval: null, pValue: null, changed: null };
  const { customers } = reached;
  const changed = { customers: estimate * customers, interval: [interval[0] * customers, interval[1] * customers] as const };
  return { ...said, interval, relativeInterval, pValue, changed };
}
