import type { CampaignDay, DeliveryCounts, FunnelStep, ReasonCount } from '../../campaign-life-answers.js';
import { entryValue } from '../../journal/entries.js';
import type { Offset } from '../../journal/journal.js';
import type { Pipeline } from '../../pipeline.js';
import type { Decision, DeliveryResult } from '../../vocabulary/decision.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';
import { Funnel, ReasonTally } from './funnel.js';

const DAY = 86_400_000;
const MOST_DAYS = 90;
/** How many acts are gone through between two looks at the time. */
const STRIDE = 64;

/** What a campaign did. */
export interface CampaignFigures {
  readonly sends: number;
  readonly refusals: readonly ReasonCount[];
  readonly deliveries: DeliveryCounts;
  readonly funnel: readonly FunnelStep[];
  readonly days: readonly CampaignDay[];
  readonly lastDecidedAt: Instant | null;
}

/** What of a send can be known later. */
interface Send {
  readonly campaign: string;
  readonly isDead: boolean;
}

class Tally {
  sends = 0;
  delivered = 0;
  dead = 0;
  refusedLater = 0;
  lastDecidedAt: Instant | null = null;
  readonly refusals = new ReasonTally();
  readonly refusedSending = new ReasonTally();
  readonly funnel = new Funnel();
  readonly days = new Map<Instant, { sends: number; readonly refused: ReasonTally }>();

  add(decision: Decision): void {
    const { decidedAt, reason } = decision;
    const start = Math.floor(decidedAt / DAY) * DAY;
    const day = this.days.get(start) ?? { sends: 0, refused: new ReasonTally() };
    this.days.set(start, day);
    this.funnel.add(decision);
    this.lastDecidedAt = Math.max(this.lastDecidedAt ?? decidedAt, decidedAt);
    if (reason === null) {
      this.sends++;
      day.sends++;
      return;
    }
    this.refusals.add(reason);
    day.refused.add(reason);
  }

  figures(): CampaignFigures {
    const { sends, delivered, dead, refusedLater, lastDecidedAt } = this;
    const days = [...this.days].sort(([left], [right]) => left - right).slice(-MOST_DAYS);
    const pending = sends - delivered - dead - refusedLater;
    return {
      sends,
      refusals: this.refusals.all(),
      deliveries: { pending, delivered, dead, refused: this.refusedSending.all() },
      funnel: this.funnel.steps(),
      days: days.map(([day, { sends: sent, refused }]) => ({ day, sends: sent, refused: refused.all() })),
      lastDecidedAt,
    };
  }
}

/**
 * What campaigns did, counted from their acts in the journal: each time from where the last count ended. An erasure takes acts away, and with
 * them their part of the figures: then it counts from the beginning.
 */
export class CampaignTallies {
  readonly #pipeline: Pipeline;
  #tallies = new Map<string, Tally>();
  /** Sends whose delivery is not over, or is dead and may be taken up again. */
  #open = new Map<string, Send>();
  #upTo = 0;
  #drops = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Counts what has come since. @param signal gives it up; what was counted stays counted @throws the signal's reason */
  catchUp(signal?: AbortSignal): Promise<void> {
    const counting = this.#last.catch(() => undefined).then(() => this.#count(signal));
    this.#last = counting.catch(() => undefined);
    return counting;
  }

  /** As of the last count. */
  of(campaign: string): CampaignFigures {
    return (this.#tallies.get(campaign) ?? new Tally()).figures();
  }

  /** Up to what there was when it was asked: while much comes in, an end that moves on would never be reached. */
  async #count(signal: AbortSignal | undefined): Promise<void> {
    const { acts } = this.#pipeline;
    const turns = new Turns(signal);
    const end = acts.count;
    for (;;) {
      if (acts.drops !== this.#drops) this.#reset(acts.drops);
      const until = Math.min(end, acts.count, this.#upTo + STRIDE);
      for (; this.#upTo < until; this.#upTo++) {
        const { kind, offset } = acts.at(this.#upTo);
        if (kind === 'decision' || kind === 'delivery') this.#fold(kind, offset);
      }
      if (this.#upTo >= Math.min(end, acts.count)) return;
      if (turns.isOver) await turns.next();
    }
  }

  #reset(drops: number): void {
    this.#drops = drops;
    this.#tallies = new Map();
    this.#open = new Map();
    this.#upTo = 0;
  }

  #fold(kind: 'decision' | 'delivery', offset: Offset): void {
    const entry = this.#pipeline.journal.entryAt(offset);
    // Being erased just now: it is gone from the index in a moment.
    if (entry.kind !== kind) return;
    if (entry.kind === 'decision') this.#decided(entryValue(entry, 'decision'));
    else this.#delivered(entryValue(entry, 'delivery'));
  }

  #decided(decision: Decision): void {
    const { campaign, outcome, decisionId } = decision;
    const tally = this.#tallies.get(campaign) ?? new Tally();
    this.#tallies.set(campaign, tally);
    tally.add(decision);
    if (outcome === 'send') this.#open.set(decisionId, { campaign, isDead: false });
  }

  #delivered({ decisionId, outcome, reason }: DeliveryResult): void {
    const send = this.#open.get(decisionId);
    const tally = send && this.#tallies.get(send.campaign);
    if (send === undefined || tally === undefined) return;
    if (send.isDead) tally.dead--;
    if (outcome === 'retry' || outcome === 'dead') {
      if (outcome === 'dead') tally.dead++;
      this.#open.set(decisionId, { ...send, isDead: outcome === 'dead' });
      return;
    }
    this.#open.delete(decisionId);
    if (outcome === 'delivered') tally.delivered++;
    else {
      tally.refusedLater++;
      if (reason !== null) tally.refusedSending.add(reason);
    }
  }
}
