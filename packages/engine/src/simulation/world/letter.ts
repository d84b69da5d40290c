import type { Instant, Milliseconds } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { reducedProducts } from '../shop/promotions.js';
import type { TimedCall } from '../tracking-call.js';
import { type CustomerTruth, vigourAt } from './customer-truth.js';
import type { Device } from './devices.js';
import { playLetterVisit } from './visit.js';
import type { PlannedVisit } from './visit-plan.js';

const HOUR: Milliseconds = 3_600_000;
/** A letter that was not opened by then is not opened. */
const LATEST_OPENING: Milliseconds = 10 * HOUR;

/**
 * Plays the shop's weekly letter to a customer who wants it, as the e-mail service would report it: delivered, and perhaps opened and
 * followed into the shop. @returns its calls in time order; none for those who did not agree to it. Never a day long.
 */
export function playLetter(random: Random, prefix: string, customer: CustomerTruth, letter: PlannedVisit): readonly TimedCall[] {
  if (customer.marketing !== 'granted' || letter.at >= customer.withdrawsAt) return [];
  const id = `${prefix}-${letter.id}`;
  const properties = { email_id: `${letter.id}`, campaign_id: `weekly-${letter.day}`, campaign_name: 'weekly', email_subject: SUBJECT };
  const calls: TimedCall[] = [];
  const report = (at: Instant, event: string, more: JsonObject = {}): void => {
    const messageId = `${id}-${calls.length}`;
    calls.push({
      at,
      call: { messageId, type: 'track', userId: customer.userId, event, properties: { ...properties, ...more }, context: {} },
    });
  };
  report(letter.at, 'Email Delivered');
  if (!random.chance(customer.opensLetters * vigourAt(customer.fadesFrom, letter.at))) return calls;
  const openedAt = letter.at + Math.min(Math.floor(random.exponential(3 * HOUR)), LATEST_OPENING) + 20_000;
  report(openedAt, 'Email Opened');
  if (openedAt >= customer.leavesAt || !random.chance(customer.followsLetters)) return calls;
  const clickedAt = openedAt + 5_000 + Math.floor(random.exponential(60_000));
  const product = random.pick(reducedProducts(clickedAt));
  report(clickedAt, 'Email Link Clicked', { link_id: product.product_id });
  const device = random.pick(customer.devices.filter(({ shared }) => !shared)) as Device;
  const visit = playLetterVisit(random, { id: `${id}-visit`, customer, device, at: clickedAt + 1_500, product });
  return [...calls, ...visit];
}

const SUBJECT = 'Slow mornings: this week in the kitchen';
