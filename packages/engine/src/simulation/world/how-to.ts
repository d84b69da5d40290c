import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { Random } from '../random.js';
import { CATALOGUE, type Product } from '../shop/catalogue.js';
import type { TimedCall } from '../tracking-call.js';
import type { CustomerTruth } from './customer-truth.js';
import type { Device } from './devices.js';
import { DAY, type HowToOptions } from './options.js';
import { buy, type Scene, viewProduct } from './purchase.js';
import { VisitLog } from './visit-log.js';

const HOUR: Milliseconds = 3_600_000;
/** A customer has at most one story in so many days, and each is over before the next can begin. */
const STORY_DAYS = 28;
/** An order is made in the first so many days of them. */
const ORDER_DAYS = 14;
const STORY_CHANCE = 0.3;
/** Of those who bought something that needs explaining, who look for an explanation once it has come. */
const LOOKING = 0.75;

/** The name under which the shop gave answers before, and by which its campaign is called. */
export const HOW_TO_CAMPAIGN = 'how_to_answer';

/** What needs explaining, the question, and the page that half answers it. */
const EXPLAINED: readonly { readonly product: string; readonly question: string; readonly path: string }[] = [
  { product: 'kettle-gooseneck', question: 'How to descale a kettle', path: '/help/how-to/descale-a-kettle' },
  { product: 'coffee-grinder', question: 'How to set a burr grinder', path: '/help/how-to/set-a-grinder' },
  { product: 'coffee-espresso', question: 'How to pull an espresso', path: '/help/how-to/pull-an-espresso' },
  { product: 'knife-chef', question: 'How to sharpen a knife', path: '/help/how-to/sharpen-a-knife' },
];

/** What one customer goes through with something that needs explaining. */
export interface HowToStory {
  /** Names the story within the world. */
  readonly name: string;
  readonly topic: number;
  readonly orderAt: Instant;
  /** When they look for help; null for those who need none. */
  readonly helpAt: Instant | null;
  /** When they would write to the shop's support, if they do. */
  readonly ticketAt: Instant;
  /** They write when this is below what is true of them, from 0 to 1. */
  readonly temper: number;
}

/** What a part of a story is: one visit each. */
export type HowToPart = 'howto-order' | 'howto-help' | 'howto-ticket';

/** Streams of random numbers of stories and of arms, among those of a customer's plans. */
const STORY = 0xffff_0004;
const ARM = 0xffff_0005;

/**
 * The story that a customer may have around a day of the world; undefined when there is none. The same whenever it is asked.
 * @param random the stream of the world's plans
 * @param chance as in the world's options
 */
export function storyAround(random: Random, start: Instant, customer: number, day: number, chance = STORY_CHANCE): HowToStory | undefined {
  const phase = (customer * 11) % STORY_DAYS;
  const turn = Math.floor((day - phase) / STORY_DAYS);
  if (turn < 0) return undefined;
  const own = random.forkAt(customer, turn, STORY);
  if (!own.chance(chance)) return undefined;
  const topic = own.integer(0, EXPLAINED.length - 1);
  const orderAt = start + (turn * STORY_DAYS + phase) * DAY + Math.floor(own.next() * ORDER_DAYS * DAY);
  const looks = own.chance(LOOKING);
  const lookingAt = orderAt + Math.floor(own.between(2, 9) * DAY);
  const ticketAt = lookingAt + Math.floor(own.between(2, 84) * HOUR);
  return { name: `${customer}-${turn}`, topic, orderAt, helpAt: looks ? lookingAt : null, ticketAt, temper: own.next() };
}

/** Whether the shop left a customer alone, to see what its answers are good for: the same for all of their stories. */
export function isHeldOut(random: Random, customer: number, { heldOut }: HowToOptions): boolean {
  return random.forkAt(customer, 0, ARM).next() < heldOut;
}

/** A part of a story that is being told. */
export interface HowToScene {
  readonly random: Random;
  readonly id: string;
  readonly customer: CustomerTruth;
  readonly story: HowToStory;
  readonly at: Instant;
}

/** The order of something that needs explaining. */
export function playOrder({ random, id, customer, story, at }: HowToScene): readonly TimedCall[] {
  const log = logOf({ random, id, customer, at });
  const scene: Scene = { customer, random, log, id };
  const product = productOf(story);
  viewProduct(scene, product);
  buy(scene, [product], undefined);
  return log.calls;
}

/**
 * The search for an explanation.
 * @param arm what the shop's own program did about it, which reports it; undefined when there was none
 */
export function playHelp({ random, id, customer, story, at }: HowToScene, arm: 'answer' | 'holdout' | undefined): readonly TimedCall[] {
  const log = logOf({ random, id, customer, at });
  const { question, path } = EXPLAINED[story.topic] as (typeof EXPLAINED)[number];
  log.wait(8);
  log.track('Products Searched', { query: question.toLowerCase() });
  log.wait(12);
  log.page(question, path, 'How-to');
  if (arm === undefined) return log.calls;
  const properties = { experiment_id: HOW_TO_CAMPAIGN, experiment_name: HOW_TO_CAMPAIGN, variation_id: arm, variation_name: arm };
  const call = {
    messageId: `${id}-arm`,
    type: 'track',
    userId: customer.userId,
    event: 'Experiment Viewed',
    properties,
    context: {},
  } as const;
  return [...log.calls, { at: log.at + 1_500, call }];
}

/** The answer being read. */
export function playAnswer({ random, id, customer, story, at }: HowToScene): readonly TimedCall[] {
  const { question, path } = EXPLAINED[story.topic] as (typeof EXPLAINED)[number];
  const log = logOf({ random, id, customer, at });
  log.wait(20);
  log.page(`${question}, step by step`, path.replace('/how-to/', '/step-by-step/'), 'Answer');
  return log.calls;
}

/** The ticket, as the support's own system reports it; none when they do not write. */
export function playTicket({ id, customer, story, at }: HowToScene, answered: boolean): readonly TimedCall[] {
  if (story.temper >= (answered ? customer.opensTicketAnswered : customer.opensTicket)) return [];
  const { product, question } = EXPLAINED[story.topic] as (typeof EXPLAINED)[number];
  const properties = { ticket_id: `ticket-${story.name}`, subject: question, product_id: product, channel: 'form' };
  const call = {
    messageId: `${id}-0`,
    type: 'track',
    userId: customer.userId,
    event: 'Ticket Opened',
    properties,
    context: {},
  } as const;
  return [{ at, call }];
}

function productOf({ topic }: HowToStory): Product {
  const id = EXPLAINED[topic]?.product;
  return CATALOGUE.find(({ product_id }) => product_id === id) as Product;
}

/** A visit of somebody who signs in: the shop knows whose order it was. */
function logOf({ random, id, customer, at }: Omit<HowToScene, 'story'>): VisitLog {
  const device = customer.devices.find(({ shared }) => !shared) as Device;
  const log = new VisitLog({ customer, device, at, random, id, channel: 'direct' });
  log.page('Home', '/');
  log.wait(6);
  log.signIn();
  return log;
}
