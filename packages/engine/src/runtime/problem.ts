import { ERRORS } from './error-catalogue.js';
import { CuspError } from './errors.js';

/** The media type of {@link ProblemDetails}. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** How a failure is said over HTTP (RFC 9457), with the code and the remedy beside what the standard asks for. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly remedy: string;
  readonly problems?: readonly object[];
}

/** Says a failure as a problem. `status` where a front has to answer with another one than the catalogue's. */
export function problemOf(error: CuspError, status: number = error.status): ProblemDetails {
  const { code, title, remedy, problems, message } = error;
  return { type: `urn:cusp:error:${code}`, title, status, detail: message, code, remedy, ...(problems === undefined ? {} : { problems }) };
}

/** Seconds after which to try again; undefined for failures that waiting does not mend. */
export function retryAfter(error: CuspError): number | undefined {
  return error.retryAfterSeconds ?? (error.status === 503 || error.status === 429 ? 1 : undefined);
}

/** A failure as a {@link CuspError}; what is none is an internal one, whose particulars stay in the log. */
export function asCuspError(error: unknown): CuspError {
  return error instanceof CuspError ? error : new CuspError(ERRORS.internal, 'the cause is in the log', { cause: error });
}
