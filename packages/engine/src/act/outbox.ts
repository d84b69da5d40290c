import { appendValue } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import type { Clock } from '../runtime/clock.js';
import type { Decision, DeliveryAttempt, DeliveryResult } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { type ChannelKey, channelNamed } from '../vocabulary/channel-spec.js';
import type { Receipt, Recipient } from './channels/channel.js';
import { allChannels, type BoundChannel, type Channels, channelOf } from './channels/table.js';
import { DeliveryBook, type DeliveryRecord, type PendingDelivery } from './delivery-book.js';
import { deadResult, heldResult, refusedResult, replayedResult, resultOfReceipt, type Try } from './delivery-result.js';
import { DueQueue } from './due-queue.js';
import { EndpointHealth } from './endpoint-health.js';
import type { Recheck, RecheckAnswer } from './recheck.js';
import { pause } from '../runtime/pause.js';
import { passing } from '../runtime/steps.js';

/** What the outbox writes into the journal. */
export type OutboxEntry =
  | { readonly kind: 'attempt'; readonly value: DeliveryAttempt }
  | { readonly kind: 'delivery'; readonly value: DeliveryResult };

/** That a message was handed over, or that its address takes none. */
export interface DeliveryResponse {
  readonly decision: Decision;
  readonly channel: ChannelKey;
  readonly at: Instant;
  readonly what: { readonly kind: 'delivered' } | { readonly kind: 'bounced'; readonly address: string; readonly detail: string };
}

/** All that the outbox is handed: where it writes, what it asks, whom it tells. */
export interface OutboxOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  readonly channels: Channels;
  /** The version of a campaign that a decision was taken by; undefined when it is not known (any more). */
  readonly campaignOf: (name: string, version: number) => PublishedDefinition<CampaignDefinition> | undefined;
  readonly recheck: Recheck;
  /** Whom a decision is for, as they are known now. */
  readonly recipientOf: (decision: Decision) => Recipient;
  /**
   * Told how a hand-over ended that is to come back as an event, before that is written down: what a crash cuts short is told again.
   * Rejects when it could not be taken in; then it is told again later. Default: nobody is told.
   */
  readonly respond?: (response: DeliveryResponse) => Promise<void>;
  /** Told of every entry once it is on disk. */
  readonly onRecorded: (entry: OutboxEntry, offset: Offset) => void;
  /** Told when working on a delivery failed within the engine (the journal cannot be written); the delivery is tried again. */
  readonly onFault: (error: unknown) => void;
  /** Tries at the same time, in all and to one endpoint; default 16 and 4. */
  readonly concurrency?: number;
  readonly perEndpoint?: number;
}

/** How long the outbox waits when the engine itself is in trouble. Nothing is sent that is not journalled. */
const PAUSE_AFTER_FAULT: Milliseconds = 5_000;
/** How long stopping waits for tries under way before it breaks them off (real time). */
const GRACE: Milliseconds = 2_000;

const DISABLED = 'the endpoint is disabled since it answered 410; publish the campaign again to enable it';

/** A delivery whose try is under way. */
interface Running {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** What is needed to try: where it goes and how that is doing. */
interface Route {
  readonly campaign: PublishedDefinition<CampaignDefinition>;
  readonly channel: BoundChannel;
  readonly health: EndpointHealth;
}

/**
 * Delivers decided sends: in the order in which they are due, a bounded number at a time, each attempt journalled before the hand-over.
 * Once in the log, at least once on the wire: what a crash cuts short is tried again under the same id.
 *
 * To start: {@link restore} every journalled decision, attempt and result in order, then {@link start}; from then on {@link take}.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #book = new DeliveryBook();
  readonly #queue = new DueQueue();
  readonly #running = new Map<string, Running>();
  readonly #health = new Map<string, EndpointHealth>();
  readonly #replaying = new Set<string>();
  #state: 'restoring' | 'working' | 'stopped' = 'restoring';
  #cancelWake: () => void = () => undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Folds an entry of the journal, before {@link start}. The definitions published before it must be known to `campaignOf`. */
  restore(entry: OutboxEntry | { readonly kind: 'decision'; readonly value: Decision }): void {
    if (entry.kind === 'decision') this.#book.decided(entry.value);
    else if (entry.kind === 'attempt') this.#book.attempted(entry.value);
    else this.#foldResult(entry.value);
  }

  /** Begins to deliver: first what was cut short. */
  start(): void {
    if (this.#state !== 'restoring') return;
    this.#state = 'working';
    for (const { decision, dueAt } of this.#book.pending()) this.#queue.add(decision.decisionId, dueAt);
    this.#work();
  }

  /** Takes a decision over that is on disk. Refusals, and decisions that it knows, are passed over. */
  take(decision: Decision): void {
    if (!this.#book.decided(decision)) return;
    if (this.#state === 'restoring') return;
    this.#queue.add(decision.decisionId, this.#book.pendingOf(decision.decisionId)?.dueAt ?? decision.decidedAt);
    this.#work();
  }

  /**
   * Takes a dead delivery up again, which is written down with who did it; everything is asked anew before it is sent.
   * @returns false when no delivery of that id is dead
   * @throws CuspError journal_unavailable: then nothing has changed
   */
  async replay(decisionId: string, by: string): Promise<boolean> {
    const decision = this.#book.deadOf(decisionId);
    if (decision === undefined || this.#replaying.has(decisionId)) return false;
    this.#replaying.add(decisionId);
    try {
      const { attempts } = this.#book.deliveryOf(decisionId);
      const value = replayedResult({ decision, attempt: attempts, at: this.#options.clock.now() }, by);
      const offset = appendValue(this.#options.journal, 'delivery', value);
      await this.#options.journal.commit();
      // Erased meanwhile: the entry is there, and is about nobody whom this still knows.
      this.#book.ended(value);
      this.#options.onRecorded({ kind: 'delivery', value }, offset);
      this.#dueAgain(decisionId);
      this.#work();
      return true;
    } finally {
      this.#replaying.delete(decisionId);
    }
  }

  /**
   * Asks again about a campaign's sends that wait, before they are due, and ends those that must not be sent any more. To be called when
   * something was changed for all of them at once; those that may still be sent wait on.
   */
  async askAgain(campaign: string): Promise<void> {
    if (this.#state !== 'working') return;
    for (const pending of [...this.#book.pending()]) {
      const { decision } = pending;
      if (decision.campaign !== campaign || this.#running.has(decision.decisionId)) continue;
      const abort = new AbortController();
      const done = this.#endIfRefused(pending, abort.signal);
      this.#running.set(decision.decisionId, { abort, done });
      await done;
      this.#running.delete(decision.decisionId);
    }
    this.#work();
  }

  async #endIfRefused({ decision, attempts, before }: PendingDelivery, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.#options.recheck(decision, attempts + 1);
      const tried = { decision, attempt: attempts, before, at: this.#options.clock.now() };
      if (!answer.ok && 'refused' in answer) await this.#refuse(tried, answer, signal);
    } catch (error) {
      // It is asked again when it is due.
      this.#options.onFault(error);
    }
  }

  /** Where the delivery of a decision stands. */
  deliveryOf(decisionId: string): DeliveryRecord {
    return this.#book.deliveryOf(decisionId);
  }

  /** Resolves when no try is under way. What is due later does not count. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /**
   * Forgets all deliveries to these identifiers, and breaks off those under way. Once it resolves the outbox writes nothing more about them,
   * so what is to be redacted in the journal is to be listed after that.
   * @returns takes them up again, for when the erasure could not be written down and nobody is to be erased after all
   */
  async erase(identifiers: readonly Identifier[]): Promise<() => void> {
    const { ids, putBack } = this.#book.erase(identifiers);
    const running = ids.flatMap((id) => this.#running.get(id) ?? []);
    for (const { abort } of running) abort.abort(new Error('erased'));
    await Promise.all(running.map(({ done }) => done));
    for (const channel of allChannels(this.#options.channels)) await channel.erase(identifiers);
    for (const health of this.#health.values()) {
      for (const id of ids) health.forget(id);
      // One of those forgotten may have been the one whose end would have let the next of its endpoint begin.
      this.#letWaitingGo(health, Number.POSITIVE_INFINITY);
    }
    this.#work();
    return () => {
      putBack();
      for (const id of ids) this.#dueAgain(id);
      this.#work();
    };
  }

  /** Starts no more tries and waits for those under way, breaking them off after 2 s; close the journal only after this. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#cancelWake();
    const timer = setTimeout(() => {
      for (const { abort } of this.#running.values()) abort.abort(new Error('stopped'));
    }, GRACE);
    await this.settled();
    clearTimeout(timer);
  }

  #work(): void {
    if (this.#state !== 'working') return;
    const { clock, concurrency = 16 } = this.#options;
    while (this.#running.size < concurrency) {
      const id = this.#queue.takeDue(clock.now());
      if (id === undefined) break;
      this.#begin(id);
    }
    this.#cancelWake();
    const next = this.#queue.next;
    if (next !== undefined && this.#running.size < concurrency) this.#cancelWake = clock.wakeAt(next, () => this.#work());
  }

  #begin(id: string): void {
    const pending = this.#book.pendingOf(id);
    if (pending === undefined || this.#running.has(id)) return;
    const route = this.#routeOf(pending.decision);
    const now = this.#options.clock.now();
    if (route !== undefined && route.health.restsUntil > now) return this.#queue.add(id, route.health.restsUntil);
    if (route !== undefined && route.health.room === 0) return route.health.waiting.add(id, pending.dueAt);
    const turn = route?.health.turnOf(id, route.channel.rate, now) ?? now;
    if (turn > now) return this.#queue.add(id, turn);
    const abort = new AbortController();
    route?.health.begin(id);
    const done = this.#deliver(pending, route, abort.signal)
      .then(
        () => this.#dueAgain(id),
        (error: unknown) => this.#fault(id, error),
      )
      .then(() => this.#release(id, route));
    this.#running.set(id, { abort, done });
  }

  #release(id: string, route: Route | undefined): void {
    this.#running.delete(id);
    if (route !== undefined) {
      route.health.end();
      this.#letWaitingGo(route.health, route.health.room);
    }
    this.#work();
  }

  /** Puts up to `most` of those who wait for this endpoint back into the queue; who finds no room after all waits again. */
  #letWaitingGo({ waiting }: EndpointHealth, most: number): void {
    for (let count = 0; count < most && waiting.next !== undefined; count++) {
      const dueAt = waiting.next;
      const id = waiting.takeDue(dueAt);
      if (id !== undefined) this.#queue.add(id, dueAt);
    }
  }

  #dueAgain(id: string): void {
    const pending = this.#book.pendingOf(id);
    if (pending !== undefined) this.#queue.add(id, pending.dueAt);
  }

  #fault(id: string, error: unknown): void {
    this.#options.onFault(error);
    if (this.#book.pendingOf(id) !== undefined) this.#queue.add(id, this.#options.clock.now() + PAUSE_AFTER_FAULT);
  }

  async #deliver({ decision, attempts, before, heldUntil }: PendingDelivery, route: Route | undefined, signal: AbortSignal): Promise<void> {
    const { clock, recheck } = this.#options;
    const attempt = attempts + 1;
    const tried = (): Try => ({ decision, attempt, before, at: clock.now() });
    if (route === undefined) return this.#end(deadResult(tried(), "the campaign's version, or its channel, is not known any more"), signal);
    if (isDisabled(route)) return this.#end(deadResult(tried(), DISABLED), signal);
    const allowed = await recheck(decision, attempt, heldUntil);
    if (!allowed.ok) return this.#refuse(tried(), allowed, signal);
    const { decisionId, identifier } = decision;
    if (!(await this.#record({ kind: 'attempt', value: { decisionId, identifier, attempt, at: clock.now() } }))) return;
    passing('attempt written');
    // A withdrawal that was being written together with the attempt is known by now.
    const still = await recheck(decision, attempt, heldUntil);
    if (!still.ok) return this.#refuse(tried(), still, signal);
    if (signal.aborted) return;
    const receipt = await route.channel.send({ decision, recipient: this.#options.recipientOf(decision), attempt }, signal);
    passing('message sent');
    // Broken off by us, not failed: without a result it is tried again after the restart.
    if (signal.aborted && receipt.outcome !== 'delivered') return;
    if (receipt.outcome === 'delivered') route.health.succeeded();
    if (receipt.outcome === 'failed' && receipt.slowDown) route.health.slowDown(clock.now(), receipt.retryAfter);
    await this.#end(resultOfReceipt(tried(), receipt, this.#options.random()), signal, responseOf(tried(), route.channel, receipt));
  }

  #refuse(tried: Try, answer: Extract<RecheckAnswer, { ok: false }>, signal: AbortSignal): Promise<void> {
    if ('until' in answer) return this.#end(heldResult(tried, answer.reason, answer.until), signal);
    const { refused } = answer;
    if (refused !== 'erased') return this.#end(refusedResult(tried, refused), signal);
    // Writing that it was refused would write the erased customer's identifier again.
    this.#book.erase([tried.decision.identifier]);
    return Promise.resolve();
  }

  /** Records how it ended. What was sent must not be forgotten because the disk is full: this goes on until it is written or the outbox stops. */
  async #end(result: DeliveryResult, signal: AbortSignal, response?: DeliveryResponse): Promise<void> {
    for (;;) {
      try {
        if (response !== undefined && !signal.aborted) await this.#options.respond?.(response);
        await this.#record({ kind: 'delivery', value: result });
        return;
      } catch (error) {
        this.#options.onFault(error);
        if (signal.aborted || this.#state === 'stopped') return;
        await pause(this.#options.clock, PAUSE_AFTER_FAULT, signal);
      }
    }
  }

  /** Journals an entry and folds it. @returns false when the delivery was erased meanwhile, and nothing may be written. */
  async #record(entry: OutboxEntry): Promise<boolean> {
    if (this.#book.pendingOf(entry.value.decisionId) === undefined) return false;
    const { journal } = this.#options;
    const offset = entry.kind === 'attempt' ? appendValue(journal, 'attempt', entry.value) : appendValue(journal, 'delivery', entry.value);
    await journal.commit();
    if (entry.kind === 'attempt') this.#book.attempted(entry.value);
    else this.#foldResult(entry.value);
    this.#options.onRecorded(entry, offset);
    return this.#book.deliveryOf(entry.value.decisionId).status !== 'none';
  }

  #foldResult(result: DeliveryResult): void {
    const pending = this.#book.pendingOf(result.decisionId);
    if (result.endpointGone === true && pending !== undefined) {
      const route = this.#routeOf(pending.decision);
      if (route !== undefined) route.health.disabledAt = result.at;
    }
    this.#book.ended(result);
  }

  #routeOf(decision: Decision): Route | undefined {
    const campaign = this.#options.campaignOf(decision.campaign, decision.version);
    if (campaign === undefined) return undefined;
    const spec = channelNamed(campaign.definition, decision.channel);
    if (spec === undefined) return undefined;
    const channel = channelOf(this.#options.channels, spec);
    const health = this.#health.get(channel.endpoint) ?? new EndpointHealth(this.#options.perEndpoint ?? 4);
    this.#health.set(channel.endpoint, health);
    return { campaign, channel, health };
  }
}

/** A campaign that was published after the receiver said that it is gone gives its endpoint a new chance. */
function isDisabled({ campaign, health }: Route): boolean {
  return health.disabledAt !== null && campaign.publishedAt <= health.disabledAt;
}

/** What comes back as an event: that an address takes nothing, always; that a message was handed over, where its channel tracks. */
function responseOf({ decision, at }: Try, channel: BoundChannel, receipt: Receipt): DeliveryResponse | undefined {
  if (receipt.outcome === 'delivered' && channel.tracks) return { decision, channel: channel.key, at, what: { kind: 'delivered' } };
  if (receipt.outcome !== 'impossible' || receipt.bounced === undefined) return undefined;
  return { decision, channel: channel.key, at, what: { kind: 'bounced', address: receipt.bounced, detail: receipt.detail } };
}
