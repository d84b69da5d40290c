import type { IncomingHttpHeaders } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';

const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** Checks a webhook by Standard Webhooks 1.0, against the machine's time. @throws CuspError unauthorized when it does not fit. */
export function verifyWebhook(secret: string, headers: IncomingHttpHeaders, body: Buffer): void {
  const signed: Record<string, string> = {};
  for (const name of HEADERS) signed[name] = String(headers[name] ?? '');
  try {
    new Webhook(secret).verify(body, signed, { jsonParse: false });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    const remedy = 'Sign it by Standard Webhooks with the secret of the demo.';
    throw new CuspError(ERRORS.unauthorized, `the webhook is refused: ${error.message}`, { cause: error, remedy });
  }
}
