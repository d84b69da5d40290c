import { warmFor } from '../warm-for.js';
import type { CampaignPreview, TriedDecision } from '../../campaign-trial-answers.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type CampaignDefinition, segmentOfTurns } from '../../vocabulary/campaign.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import { Funnel, ReasonTally } from './funnel.js';
import { occurrenceOf } from './occurrence.js';
import { withTried } from './tried-campaign.js';

/** Of so many customers it is asked at most; of more, of some that are evenly spread among them. */
const MOST_ASKED = 20_000;
/** How many who would get it are shown, and how many for each reason who would not. */
const SHOWN = 10;
const SHOWN_A_REASON = 3;
const MOST_REASONS = 10;

/** Whom a preview asks about. */
interface Candidates {
  readonly whom: CampaignPreview['whom'];
  readonly customers: readonly number[];
}

/**
 * Who would get what now, and who would not, and why: as if what sets the campaign off happened at this instant to everybody who is in its
 * trigger's segment, or whose moment is warm. Decided by the evaluator that decides for real; nothing is recorded.
 * @param named these customers instead
 * @throws CuspError invalid_definition; the signal's reason
 */
export function previewCampaign(
  pipeline: Pipeline,
  definition: CampaignDefinition,
  named: readonly number[] | undefined,
  signal?: AbortSignal,
): Promise<CampaignPreview> {
  const started = performance.now();
  return withTried(pipeline, definition, 'as it was', signal, async (tried) => {
    const asOf = pipeline.clock.now();
    const { whom, customers } =
      named === undefined ? candidatesOf(pipeline, definition, asOf) : { whom: 'named' as const, customers: named };
    const seen = new Seen(pipeline);
    const turns = new Turns(signal);
    const stride = Math.max(1, customers.length / MOST_ASKED);
    for (let place = 0; place < customers.length; place += stride) {
      if (turns.isOver) await turns.next();
      const customer = customers[Math.floor(place)] as number;
      // Gone meanwhile, or one with another who has their own turn.
      if (pipeline.identities.customerOf(customer) !== customer || pipeline.timelines.count(customer) === 0) continue;
      const decision = tried.decide(customer, occurrenceOf(pipeline, definition, customer, asOf), asOf);
      if (decision !== undefined) seen.add(customer, decision);
    }
    return { campaign: definition.name, asOf, whom, candidates: customers.length, ...seen.answer(), tookMs: performance.now() - started };
  });
}

function candidatesOf(pipeline: Pipeline, { trigger }: CampaignDefinition, now: Instant): Candidates {
  if ('moment' in trigger) return { whom: 'moment', customers: warmFor(pipeline, trigger.moment, now) };
  const name = 'entered' in trigger ? trigger.entered : segmentOfTurns(trigger);
  const segment = pipeline.segments.get(name);
  if (segment === undefined) throw new CuspError(ERRORS.unknownSegment, name);
  const customers: number[] = [];
  for (let customer = segment.members.next(0); customer >= 0; customer = segment.members.next(customer + 1)) customers.push(customer);
  return { whom: 'segment', customers };
}

/** What a preview has come to so far. */
class Seen {
  readonly #pipeline: Pipeline;
  readonly #funnel = new Funnel();
  readonly #refusals = new ReasonTally();
  readonly #sends: TriedDecision[] = [];
  readonly #refused = new Map<string, TriedDecision[]>();
  #asked = 0;
  #sent = 0;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  add(customer: number, decision: Decision): void {
    this.#asked++;
    this.#funnel.add(decision);
    const { reason } = decision;
    if (reason === null) {
      this.#sent++;
      if (this.#sends.length < SHOWN) this.#sends.push(this.#shown(customer, decision));
      return;
    }
    this.#refusals.add(reason);
    const shown = this.#refused.get(reason) ?? [];
    this.#refused.set(reason, shown);
    if (shown.length < SHOWN_A_REASON && this.#refused.size <= MOST_REASONS) shown.push(this.#shown(customer, decision));
  }

  answer(): Pick<CampaignPreview, 'asked' | 'sends' | 'refusals' | 'funnel' | 'sample'> {
    return {
      asked: this.#asked,
      sends: this.#sent,
      refusals: this.#refusals.all(),
      funnel: this.#funnel.steps(),
      sample: [...this.#sends, ...[...this.#refused.values()].flat()],
    };
  }

  #shown(customer: number, decision: Decision): TriedDecision {
    const { identifier, outcome, reason, checks, message, channel, sendAt, variant, offer } = decision;
    const customerId = this.#pipeline.identities.customerId(customer);
    return {
      customerId,
      identifier,
      outcome,
      reason,
      checks,
      message,
      ...(channel !== undefined && { channel }),
      ...(sendAt !== undefined && { sendAt }),
      ...(variant !== undefined && { variant }),
      ...(offer !== undefined && { offer }),
    };
  }
}
