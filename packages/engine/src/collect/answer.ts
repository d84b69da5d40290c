import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { ERRORS } from '../runtime/error-catalogue.js';
import type { CuspError } from '../runtime/errors.js';
import { PROBLEM_MEDIA_TYPE, problemOf, retryAfter } from '../runtime/problem.js';
import type { Outcome } from '../vocabulary/outcome.js';

/** What every client is content with: SDKs look at the status only. */
export const SUCCESS = '{"success":true}';

/** What lets the pages of any origin read an answer. */
export const ANY_ORIGIN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } as const;

const JSON_HEADERS = { ...ANY_ORIGIN, 'content-type': 'application/json; charset=utf-8' } as const;
const SUCCESS_HEADERS = { ...JSON_HEADERS, 'content-length': String(SUCCESS.length) } as const;

/** An item's outcome as it is told to those who ask. */
export interface ToldOutcome {
  readonly status: Outcome['status'];
  readonly messageId: string | null;
  /** Why it was put aside, or `conflicting_duplicate` when another body came first under this messageId. */
  readonly reason: string | null;
  readonly field: string | null;
  readonly detail: string | null;
}

/** True when a request asks to be told each item's outcome: `?verbose=1`, or `Prefer: return=representation`. */
export function wantsOutcomes(query: URLSearchParams | undefined, headers: IncomingHttpHeaders): boolean {
  const verbose = query?.get('verbose');
  return (
    verbose === '1' || verbose === 'true' || (headers.prefer !== undefined && String(headers.prefer).includes('return=representation'))
  );
}

/** Answers that everything was taken in. */
export function answerSuccess(response: ServerResponse): void {
  response.writeHead(200, SUCCESS_HEADERS).end(SUCCESS);
}

/** Answers with each item's outcome, in the order in which they came. */
export function answerOutcomes(response: ServerResponse, outcomes: readonly Outcome[]): void {
  send(response, 200, JSON_HEADERS, JSON.stringify({ success: true, outcomes: outcomes.map(told) }));
}

/** Answers a refusal as a problem. SDKs give an over-size body up on 400, as the convention has it; the catalogue's own status is for the management API. */
export function answerProblem(response: ServerResponse, error: CuspError): void {
  const status = error.code === ERRORS.bodyTooLarge.code ? 400 : error.status;
  const seconds = retryAfter(error);
  const headers: Record<string, string> = { ...ANY_ORIGIN, 'content-type': PROBLEM_MEDIA_TYPE };
  if (seconds !== undefined) {
    headers['retry-after'] = String(seconds);
    headers['access-control-expose-headers'] = 'Retry-After, X-RateLimit-Reset';
  }
  if (status === 429) headers['x-ratelimit-reset'] = String(seconds);
  send(response, status, headers, JSON.stringify(problemOf(error, status)));
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, text: string): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(text)) }).end(text);
}

function told(outcome: Outcome): ToldOutcome {
  const { status, messageId } = outcome;
  if (status === 'quarantined') return { status, messageId, reason: outcome.reason, field: outcome.field, detail: outcome.detail };
  const conflicting = status === 'duplicate' && outcome.conflicting;
  return { status, messageId, reason: conflicting ? 'conflicting_duplicate' : null, field: null, detail: null };
}
