import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Instant, Milliseconds } from '../../vocabulary/instant.js';

/** How far a webhook's timestamp may be from the receiver's time. */
const TOLERANCE: Milliseconds = 300_000;

/**
 * Checks a webhook by Standard Webhooks 1.0. The timestamp is held against the clocks that the receiver is given,
 * because the demo's clock may run ahead of the machine's. @throws CuspError unauthorized when anything does not fit.
 */
export function verifyWebhook(secret: string, headers: IncomingHttpHeaders, body: Buffer, clocks: readonly (() => Instant)[]): void {
  const id = headers['webhook-id'];
  const seconds = Number(headers['webhook-timestamp']);
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof signatures !== 'string' || !Number.isSafeInteger(seconds))
    throw refusal('its headers are incomplete');
  const near = clocks.some((now) => Math.abs(now() - seconds * 1_000) <= TOLERANCE);
  if (!near) throw refusal('its timestamp is too old or too new');
  const expected = new Webhook(secret).sign(id, new Date(seconds * 1_000), body);
  if (!signatures.split(' ').some((signature) => same(signature, expected))) throw refusal('its signature does not fit');
}

function same(left: string, right: string): boolean {
  const one = Buffer.from(left);
  const other = Buffer.from(right);
  return one.length === other.length && timingSafeEqual(one, other);
}

function refusal(why: string): CuspError {
  return new CuspError(ERRORS.unauthorized, `the webhook is refused: ${why}`, {
    remedy: 'Sign it by Standard Webhooks with the secret of the demo.',
  });
}
