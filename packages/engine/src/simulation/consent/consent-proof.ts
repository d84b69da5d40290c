import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Parcel, Receipt } from '../../act/channels/channel.js';
import { VirtualClock } from '../../runtime/clock.js';
import type { Decision } from '../../vocabulary/decision.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { Random } from '../random.js';
import { ConsentLife } from './consent-life.js';
import { ConsentTwin } from './consent-twin.js';
import { type ConsentArrival, ConsentWorld, DEFINITIONS } from './consent-world.js';

/** What was seen in some worlds. */
export interface ConsentFigures {
  worlds: number;
  /** Decisions to send. */
  decisions: number;
  /** Those that campaigns came to refuse at once. */
  refusedAtOnce: number;
  /** Those that saw a withdrawal, a merge or an unmerge of their customer before they ended. */
  disturbed: number;
  /** Messages that were handed over, those that the channel then failed to take among them. */
  handedOver: number;
  delivered: number;
  /** Those that were not sent after all, by reason. */
  readonly refused: Record<string, number>;
  restarts: number;
  /** Hand-overs without a valid consent at that instant: there must be none. */
  readonly violations: string[];
}

const STEPS = 90;
const FAILING = 0.35;
const FAILED: Receipt = { outcome: 'failed', detail: 'it fell down', slowDown: false, retryAfter: null };
const DELIVERED: Receipt = { outcome: 'delivered', detail: 'it was taken' };
const MINUTE = 60_000;

/** Figures of nothing yet. */
export function noFigures(): ConsentFigures {
  const counts = { worlds: 0, decisions: 0, refusedAtOnce: 0, disturbed: 0, handedOver: 0, delivered: 0, restarts: 0 };
  return { ...counts, refused: {}, violations: [] };
}

/** Lives one world and adds to the figures what was seen in it. @param checked false takes the check before sending out */
export async function proveConsent(seed: number, figures: ConsentFigures, checked = true): Promise<void> {
  await new Proof(seed, figures, checked).live();
  figures.worlds++;
}

class Proof {
  readonly #figures: ConsentFigures;
  readonly #world: ConsentWorld;
  readonly #clock: VirtualClock;
  readonly #seed: number;
  readonly #fails: Random;
  readonly #twin = new ConsentTwin();
  /** What the twin would know if what is just arriving had been acknowledged: until then, either is right. */
  #soon: ConsentTwin | undefined;
  /** Decisions that are still to end, with what had happened by then. */
  readonly #open = new Map<string, { readonly decision: Decision; readonly since: number }>();
  #life: ConsentLife;

  constructor(seed: number, figures: ConsentFigures, checked: boolean) {
    this.#seed = seed;
    this.#figures = figures;
    const random = Random.of(`consent ${seed}`);
    this.#world = new ConsentWorld(random.fork('world'));
    this.#fails = random.fork('channel');
    const spread = random.fork('retries');
    this.#clock = new VirtualClock(this.#world.start);
    this.#life = new ConsentLife({
      clock: this.#clock,
      random: () => spread.next(),
      checked,
      send: (parcel) => this.#handedOver(parcel),
      onDecided: (decision) => this.#decided(decision),
      onEntry: ({ kind, value }) => {
        if (kind === 'delivery') this.#ended(value.decisionId, value.outcome, value.reason);
      },
    });
  }

  async live(): Promise<void> {
    await this.#life.publisher.publish(DEFINITIONS as never, { by: 'proof' });
    this.#life.start();
    for (let step = 0; step < STEPS; step++) {
      await this.#passTime();
      await this.#happen();
    }
    await this.#life.outbox.settled();
    await this.#life.stop();
    for (const id of [...this.#open.keys()]) this.#close(id);
  }

  /** Mostly a moment, sometimes hours; what is due meanwhile is sometimes still under way when the next thing happens. */
  async #passTime(): Promise<void> {
    const world = this.#world;
    const most = world.chance(0.7) ? 4_000 : world.chance(0.8) ? 10 * MINUTE : 6 * 60 * MINUTE;
    const until = this.#clock.now() + world.between(0, most);
    for (const part of [0.25, 0.5, 1]) {
      this.#clock.advanceTo(Math.floor(this.#clock.now() + (until - this.#clock.now()) * part));
      if (world.chance(0.5)) await this.#life.outbox.settled();
      else await nextTurn();
    }
  }

  async #happen(): Promise<void> {
    const world = this.#world;
    const now = this.#clock.now();
    const kind = world.between(0, 100);
    if (kind < 34) return this.#take(Array.from({ length: world.between(1, 5) }, () => world.ping(now)));
    if (kind < 76) return this.#take([world.choice(now), ...(world.chance(0.3) ? [world.ping(now)] : [])]);
    if (kind < 87) return this.#take([world.link(now)]);
    if (kind < 92) return this.#take([world.country(now)]);
    if (kind < 99) return this.#decideIdentity();
    this.#life = await this.#life.restarted();
    this.#figures.restarts++;
  }

  async #take(arrivals: readonly ConsentArrival[]): Promise<void> {
    const meant = arrivals.map((arrival) => arrival.meant);
    this.#soon = this.#twin.copy();
    this.#soon.take(meant);
    await this.#life.pipeline.take(
      'web',
      arrivals.map(({ event }) => ({ kind: 'event', event })),
    );
    this.#twin.take(meant);
    this.#soon = undefined;
  }

  async #decideIdentity(): Promise<void> {
    const world = this.#world;
    const [left, right] = world.two();
    const named = (text: string): ReturnType<typeof personIdentifier> =>
      personIdentifier(text.startsWith('u') ? 'userId' : 'anonymousId', text);
    const id = `i${this.#clock.now()}-${world.between(0, 1e9)}`;
    const decision: IdentityDecision = {
      decisionId: id,
      requestId: id,
      action: world.chance(0.5) ? 'merge' : 'unmerge',
      identifiers: [named(left), named(right)],
      parts: world.chance(0.7),
      by: 'proof',
      reason: 'random',
      at: this.#clock.now(),
    };
    const { pipeline } = this.#life;
    // Held still first: what was under way belongs to the time before.
    await pipeline.whenStill(() => {
      this.#soon = this.#twin.copy();
      this.#soon.take([], [decision]);
      return pipeline.decideIdentities([decision]);
    });
    this.#twin.take([], [decision]);
    this.#soon = undefined;
  }

  #decided(decision: Decision): void {
    if (decision.outcome !== 'send') this.#figures.refusedAtOnce++;
    else if (!this.#open.has(decision.decisionId)) {
      this.#figures.decisions++;
      this.#open.set(decision.decisionId, { decision, since: this.#twin.disturbed });
    }
  }

  #handedOver({ decision, attempt }: Parcel): Receipt {
    const purpose = decision.campaign.slice(0, decision.campaign.indexOf('_'));
    const identifier = formatIdentifier(decision.identifier);
    const now = this.#clock.now();
    this.#figures.handedOver++;
    if (!this.#twin.allows(identifier, purpose, now) && this.#soon?.allows(identifier, purpose, now) !== true)
      this.#figures.violations.push(`world ${this.#seed}: ${decision.campaign} to ${identifier} at ${now}, attempt ${attempt}`);
    return this.#fails.next() < FAILING ? FAILED : DELIVERED;
  }

  #ended(decisionId: string, outcome: string, refused: string | null): void {
    if (outcome === 'delivered') this.#figures.delivered++;
    if (outcome === 'retry') return;
    if (outcome === 'refused') this.#figures.refused[refused ?? ''] = (this.#figures.refused[refused ?? ''] ?? 0) + 1;
    this.#close(decisionId);
  }

  #close(decisionId: string): void {
    const open = this.#open.get(decisionId);
    if (open === undefined) return;
    this.#open.delete(decisionId);
    const { identifier, campaign } = open.decision;
    const purpose = campaign.slice(0, campaign.indexOf('_'));
    if (this.#twin.sawSomething(formatIdentifier(identifier), purpose, open.since)) this.#figures.disturbed++;
  }
}
