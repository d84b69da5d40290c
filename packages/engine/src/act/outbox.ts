import { appendValue } from '../journal/entries.js';
import type { Journal, Offset } from '../journal/journal.js';
import type { Clock } from '../runtime/clock.js';
import type { Decision, DeliveryAttempt, DeliveryResult } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import type { Identifier } from '../vocabulary/identifier.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { Recipient } from './channels/channel.js';
import { allChannels, type BoundChannel, type Channels, channelOf } from './channels/table.js';
import { DeliveryBook, type DeliveryRecord } from './delivery-book.js';
import { deadResult, refusedResult, resultOfReceipt, type Try } from './delivery-result.js';
import { DueQueue } from './due-queue.js';
import { EndpointHealth } from './endpoint-health.js';
import type { Recheck, RecheckAnswer } from './recheck.js';
import { pause } from '../runtime/pause.js';
import { passing } from '../runtime/steps.js';

/** What the outbox writes into the journal. */
export type OutboxEntry =
  | { readonly kind: 'attempt'; readonly value: DeliveryAttempt }
  | { readonly kind: 'delivery'; readonly value: DeliveryResult };

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
    this.#queue.add(decision.decisionId, decision.decidedAt);
    this.#work();
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
   */
  async erase(identifiers: readonly Identifier[]): Promise<void> {
    const ids = this.#book.erase(identifiers);
    const running = ids.flatMap((id) => this.#running.get(id) ?? []);
    for (const { abort } of running) abort.abort(new Error('erased'));
    await Promise.all(running.map(({ done }) => done));
    for (const channel of allChannels(this.#options.channels)) await channel.erase(identifiers);
    // One of those forgotten may have been the one whose end would have let the next of its endpoint begin.
    for (const health of this.#health.values()) this.#letWaitingGo(health, Number.POSITIVE_INFINITY);
    this.#work();
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
    const abort = new AbortController();
    route?.health.begin();
    const done = this.#deliver(pending.decision, pending.attempts + 1, route, abort.signal)
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

  async #deliver(decision: Decision, attempt: number, route: Route | undefined, signal: AbortSignal): Promise<void> {
    const { clock, recheck } = this.#options;
    const tried = (): Try => ({ decision, attempt, at: clock.now() });
    if (route === undefined) return this.#end(deadResult(tried(), "the campaign's version is not known any more"), signal);
    if (isDisabled(route)) return this.#end(deadResult(tried(), DISABLED), signal);
    const before = await recheck(decision, attempt);
    if (!before.ok) return this.#refuse(tried(), before, signal);
    const { decisionId, identifier } = decision;
    if (!(await this.#record({ kind: 'attempt', value: { decisionId, identifier, attempt, at: clock.now() } }))) return;
    passing('attempt written');
    // A withdrawal that was being written together with the attempt is known by now.
    const after = await recheck(decision, attempt);
    if (!after.ok) return this.#refuse(tried(), after, signal);
    if (signal.aborted) return;
    const receipt = await route.channel.send({ decision, recipient: this.#options.recipientOf(decision), attempt }, signal);
    passing('message sent');
    // Broken off by us, not failed: without a result it is tried again after the restart.
    if (signal.aborted && receipt.outcome !== 'delivered') return;
    if (receipt.outcome === 'delivered') route.health.succeeded();
    if (receipt.outcome === 'failed' && receipt.slowDown) route.health.slowDown(clock.now(), receipt.retryAfter);
    await this.#end(resultOfReceipt(tried(), receipt, this.#options.random()), signal);
  }

  #refuse(tried: Try, { refused }: Extract<RecheckAnswer, { ok: false }>, signal: AbortSignal): Promise<void> {
    if (refused !== 'erased') return this.#end(refusedResult(tried, refused), signal);
    // Writing that it was refused would write the erased customer's identifier again.
    this.#book.erase([tried.decision.identifier]);
    return Promise.resolve();
  }

  /** Records how it ended. What was sent must not be forgotten because the disk is full: this goes on until it is written or the outbox stops. */
  async #end(result: DeliveryResult, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
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
    const channel = channelOf(this.#options.channels, campaign.definition.channel);
    const health = this.#health.get(channel.endpoint) ?? new EndpointHealth(this.#options.perEndpoint ?? 4);
    this.#health.set(channel.endpoint, health);
    return { campaign, channel, health };
  }
}

/** A campaign that was published after the receiver said that it is gone gives its endpoint a new chance. */
function isDisabled({ campaign, health }: Route): boolean {
  return health.disabledAt !== null && campaign.publishedAt <= health.disabledAt;
}
