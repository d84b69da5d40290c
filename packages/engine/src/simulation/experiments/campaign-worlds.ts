import type { CampaignEffectAnswer, CampaignEffectPart } from '../../campaign-answers.js';
import { campaignEffect } from '../../engine/campaign-effect.js';
import type { Method } from '../../experiment/effect.js';
import type { Decision } from '../../vocabulary/decision.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Life } from '../oracle/life.js';
import type { TimedCall } from '../tracking-call.js';
import { COUNTRIES } from '../world/people.js';
import { HOW_TO_CAMPAIGN } from '../world/how-to.js';
import { DAY, type HowToOptions } from '../world/options.js';
import { createWorld, helps, type World } from '../world/world.js';

const START = Date.UTC(2026, 5, 1);
const DAYS = 42;
/** What matters to the campaign; the rest of the customers' lives would only take time. */
const TOLD = new Set(['Order Completed', 'Ticket Opened']);
/** Where an answer changes nothing, and where it helps. */
const UNHELPED = ['DE', 'FR'];
const HELPED = COUNTRIES.map(({ code }) => code).filter((code) => !UNHELPED.includes(code));
/** Nearly everybody has a story, so that small worlds have arms that say something. */
const HOW_TO: HowToOptions = { answeredBefore: START, heldOut: 0, helps: HELPED, chance: 0.95 };
const SEGMENT = 'in_germany_or_france';

const DEFINITIONS: readonly object[] = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: SEGMENT, where: { trait: 'country', in: UNHELPED } },
  {
    kind: 'moment',
    name: 'looking_for_how_to_after_buying',
    intent: 'do',
    pattern: [{ performed: 'Order Completed' }, { performed: 'Page Viewed', where: { 'properties.category': 'How-to' } }],
    within: '30d',
    cooldown: '1d',
  },
  {
    kind: 'campaign',
    name: HOW_TO_CAMPAIGN,
    trigger: { moment: 'looking_for_how_to_after_buying' },
    purpose: 'service',
    cap: { times: 1, within: '7d' },
    holdout: 0.5,
    goal: { performed: 'Ticket Opened', within: '7d' },
    channel: { webhook: { url: 'https://shop.example/hook' } },
    message: { text: 'Here is how.' },
  },
];

/** What one world shows of its campaign's effect, and what is true of it. */
export interface WorldEffect {
  readonly of: 'all' | 'with an effect' | 'without an effect';
  readonly method: Method;
  readonly customers: number;
  readonly truth: number;
  readonly interval: readonly [number, number] | null;
  readonly estimate: number | null;
}

/**
 * Lets a seeded world of the shop live on the engine's core, in memory and on its own clock: a moment sets the campaign off, it decides by lot, who was
 * decided to be sent to is answered at once, and the effect is read off the timelines as the API reads it. The truth is the mean, over those who were
 * assigned, of how much less likely an answer makes each of them write.
 */
export async function effectsInWorld(seed: string, customers: number): Promise<readonly WorldEffect[]> {
  const end = START + DAYS * DAY;
  const world = createWorld({ seed, customers, start: START, end, howTo: HOW_TO });
  const life = new Life(START).start();
  try {
    await life.publish(DEFINITIONS);
    await live(world, life);
    life.clock.advanceTo(end + 30 * DAY);
    await life.pipeline.settled();
    const found: WorldEffect[] = [];
    for (const method of ['fixed', 'sequential'] as const)
      found.push(...effectsOf(world, life, await campaignEffect(life.pipeline, { campaign: HOW_TO_CAMPAIGN, method, by: SEGMENT })));
    return found;
  } finally {
    life.stop();
  }
}

async function live(world: World, life: Life): Promise<void> {
  let seen = 0;
  const known = new Set<string>();
  for (const timed of world.events()) {
    const { event, properties, type, userId } = timed.call;
    const isNew = type === 'identify' && typeof userId === 'string' && !known.has(userId);
    if (!TOLD.has(event ?? '') && properties?.category !== 'How-to' && !isNew) continue;
    if (isNew) known.add(userId);
    life.clock.advanceTo(timed.at);
    await life.take(eventOf(timed));
    await life.pipeline.settled();
    for (; seen < life.decided.length; seen++) react(world, life.decided[seen] as Decision, life.clock.now());
  }
}

function react(world: World, { decisionId, identifier, outcome }: Decision, at: Instant): void {
  if (outcome === 'send') world.reactTo({ decisionId, identifiers: [formatIdentifier(identifier)], code: '', at });
}

function eventOf({ at, call }: TimedCall): CustomerEvent {
  const { messageId, type, userId = null, anonymousId = null, event, properties = {}, traits = {}, context } = call;
  const name = event ?? (type === 'identify' ? '' : 'Page Viewed');
  const of = { messageId, type, event: name, userId, anonymousId, previousId: null, groupId: null } as const;
  return { ...of, timestamp: at, receivedAt: at, source: 'web', properties, context, traits };
}

function effectsOf(world: World, life: Life, answer: CampaignEffectAnswer): readonly WorldEffect[] {
  const truths = [...life.pipeline.decisions.assignments(HOW_TO_CAMPAIGN)].map(({ identifier }) => {
    const truth = world.truth.find(formatIdentifier(identifier));
    if (truth === undefined) throw new Error('somebody was assigned who is nobody');
    const effect = helps(truth, HOW_TO) ? truth.opensTicketAnswered - truth.opensTicket : 0;
    return { inside: UNHELPED.includes(truth.country.code), effect };
  });
  const mean = (which: readonly { readonly effect: number }[]): number => which.reduce((sum, { effect }) => sum + effect, 0) / which.length;
  const told = (of: WorldEffect['of'], part: Pick<CampaignEffectPart, 'arms' | 'interval' | 'estimate'>, truth: number): WorldEffect => ({
    of,
    method: answer.method,
    customers: part.arms[0].customers + part.arms[1].customers,
    truth,
    interval: part.interval,
    estimate: part.estimate,
  });
  const [inside, outside] = answer.by?.parts ?? [];
  if (inside === undefined || outside === undefined) throw new Error('the effect was not told by segment');
  return [
    told('all', answer, mean(truths)),
    told('without an effect', inside, 0),
    told('with an effect', outside, mean(truths.filter((one) => !one.inside))),
  ];
}
