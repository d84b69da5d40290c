import { OPT_IN } from './sequence-definitions.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { ADDRESS_VALUES, CARD_VALUES, drawnTypes } from './drawn-types.js';
import { drawnRequests, type DrawnRequest, sceneOf } from './drawn-requests.js';

/** One thing that happens in a sequence. */
export type SequenceStep =
  | { readonly kind: 'event'; readonly at: Instant; readonly event: CustomerEvent }
  | { readonly kind: 'request'; readonly at: Instant; readonly request: DrawnRequest }
  /** Cut short by a crash once so much of the entries is cleared, and then resumed; done in one go when null. */
  | { readonly kind: 'erasure'; readonly at: Instant; readonly name: string; readonly cut: number | null }
  | ({ readonly kind: 'learned' } & LearnedStep)
  /** Somebody publishes what holds for types of identifiers. */
  | { readonly kind: 'types'; readonly at: Instant; readonly definitions: readonly object[] }
  /** The engine comes back from its journal alone, or from a snapshot. */
  | { readonly kind: 'restart'; readonly at: Instant; readonly snapshot: boolean };

/** What matching has come to think of two users. */
export interface LearnedStep {
  readonly at: Instant;
  readonly action: 'merge' | 'unmerge';
  readonly pair: readonly [string, string];
  readonly bits: number;
}

/** What a sequence may hold beside events and what people ask for. */
export interface SequenceOptions {
  readonly erasures: boolean;
}

/** When sequences begin. */
export const BEGIN: Instant = Date.UTC(2026, 3, 1, 9);
const SECOND = 1_000;
const USERS = ['u0', 'u1', 'u2', 'u3'];
const DEVICES = ['d0', 'd1', 'd2', 'd3'];
const CARDS = ['c0', 'c1', 'c2'];
const ADDRESSES = ['a0@mail.example', 'a1@mail.example'];

/** A short history of few people with many names: what they do, what others decide about them, and who is erased, a second apart. */
export function drawnSequence(random: Random, { erasures }: SequenceOptions): readonly SequenceStep[] {
  const length = random.integer(12, 40);
  const events = Array.from({ length }, (_, index) => drawnEvent(index, BEGIN + (index + 1) * SECOND, random));
  const instant = (drawn: Random): Instant => BEGIN + drawn.integer(Math.floor(length / 4), length + 3) * SECOND;
  const scene = sceneOf(
    events.map((event) => ({ at: event.receivedAt, event })),
    instant,
  );
  const requests = drawnRequests(random.integer(2, 20), scene, random);
  const steps: SequenceStep[] = [
    ...events.map((event): SequenceStep => ({ kind: 'event', at: event.receivedAt, event })),
    ...requests.map((request): SequenceStep => ({ kind: 'request', at: request.at, request })),
    ...Array.from(
      { length: erasures ? random.integer(0, 4) : 0 },
      (): SequenceStep => ({
        kind: 'erasure',
        at: instant(random),
        name: random.pick(scene.names),
        cut: random.chance(0.4) ? random.pick([0, 0.3, 0.7, 1]) : null,
      }),
    ),
    ...Array.from(
      { length: random.chance(0.5) ? random.integer(1, 2) : 0 },
      (_, index): SequenceStep => ({
        kind: 'types',
        at: index === 0 && random.chance(0.6) ? BEGIN : instant(random),
        definitions: drawnTypes(random),
      }),
    ),
    ...drawnLearned(random.chance(0.4) ? random.integer(1, 8) : 0, instant, random),
    ...Array.from(
      { length: random.chance(0.3) ? 1 : 0 },
      (): SequenceStep => ({
        kind: 'restart',
        at: instant(random),
        snapshot: random.chance(0.5),
      }),
    ),
  ];
  return steps.toSorted((left, right) => left.at - right.at);
}

/** What matching says of users, and no longer says. */
function drawnLearned(count: number, instant: (random: Random) => Instant, random: Random): readonly SequenceStep[] {
  return Array.from({ length: count }, () => ({
    kind: 'learned',
    at: instant(random),
    action: random.chance(0.7) ? 'merge' : 'unmerge',
    pair: random.sample(USERS, 2).map((user) => `userId:${user}`) as unknown as LearnedStep['pair'],
    bits: random.integer(1, 4),
  }));
}

/** What matching says as it stands in the journal. */
export function learnedDecision({ at, action, pair, bits }: LearnedStep, number: number): IdentityDecision {
  return {
    ...{ decisionId: `learned/${number}`, requestId: 'learned', action, parts: false, by: 'matching people', reason: 'alike', at },
    identifiers: [parseIdentifier(pair[0]) as Identifier, parseIdentifier(pair[1]) as Identifier],
    learned: { modelId: 'model', bits, probability: 1 - 2 ** -bits },
  };
}

/** Somebody does something under some of their names, now or a while ago. */
function drawnEvent(index: number, receivedAt: Instant, random: Random): CustomerEvent {
  const userId = random.chance(0.5) ? random.pick(USERS) : null;
  const anonymousId = random.chance(userId === null ? 0.7 : 0.5) ? random.pick(DEVICES) : null;
  const cards = random.chance(userId === null && anonymousId === null ? 1 : 0.25) ? [random.pick(CARDS)] : [];
  const isIdentify = random.chance(0.25);
  const isAlias = isIdentify && userId !== null && random.chance(0.4);
  const chosen = random.chance(0.3) ? { consent: { categoryPreferences: { [OPT_IN]: random.chance(0.5) } } } : {};
  const shown = cards.length > 0 ? { externalIds: cards.map((id): Json => ({ type: 'loyalty_card', id })) } : {};
  return {
    messageId: `m${index}`,
    type: isAlias ? 'alias' : isIdentify ? 'identify' : 'track',
    event: isIdentify ? '' : random.pick(['Product Viewed', 'Product Added', 'Order Completed']),
    userId,
    anonymousId,
    previousId: isAlias ? random.pick([...USERS, ...DEVICES]) : null,
    groupId: null,
    timestamp: receivedAt - (random.chance(0.6) ? 0 : random.integer(-4, 20) * SECOND),
    receivedAt,
    source: 'web',
    properties: isIdentify ? {} : drawnProperties(random),
    context: { ...chosen, ...shown },
    traits: isIdentify && !isAlias ? drawnTraits(random) : {},
  };
}

function drawnProperties(random: Random): CustomerEvent['properties'] {
  return {
    price: random.integer(1, 5),
    ...(random.chance(0.3) && { card: random.pick<Json>(CARD_VALUES) }),
    ...(random.chance(0.1) && { email: random.pick<Json>(ADDRESS_VALUES) }),
  };
}

function drawnTraits(random: Random): CustomerEvent['traits'] {
  return {
    plan: random.pick<Json>(['free', 'pro', null]),
    ...(random.chance(0.4) && { email: random.pick(ADDRESSES) }),
    ...(random.chance(0.2) && { card: random.pick<Json>(CARD_VALUES) }),
  };
}
