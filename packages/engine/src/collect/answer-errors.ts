import type { FastifyInstance, FastifyReply } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { asCuspError, PROBLEM_MEDIA_TYPE, problemOf, retryAfter } from '../runtime/problem.js';
import type { CollectOptions } from './collect-options.js';

/** Answers every refusal as a problem, and books it for the source that it came from when that is known. */
export function answerErrors(app: FastifyInstance, options: CollectOptions): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const failure = trackingError(error);
    if (failure.code === ERRORS.internal.code) request.log.error({ err: error }, 'a tracking call failed');
    const { visit } = request;
    if (visit?.source !== undefined && visit.items > 0) options.recordRefused(visit.source, visit.items);
    return answerProblem(reply, failure);
  });
}

/** What the HTTP layer refuses by itself is a body that is too large, or one that cannot be read. */
function trackingError(error: unknown): CuspError {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new CuspError(ERRORS.bodyTooLarge, 'it was not read to its end', { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new CuspError(ERRORS.invalidJson, (error as Error).message, { cause: error });
  }
  return asCuspError(error);
}

/** SDKs give an over-size body up on 400, as the convention has it; the catalogue's own status is for the management API. */
function answerProblem(reply: FastifyReply, error: CuspError): FastifyReply {
  const status = error.code === ERRORS.bodyTooLarge.code ? 400 : error.status;
  const seconds = retryAfter(error);
  if (seconds !== undefined) reply.header('retry-after', String(seconds)).header('access-control-expose-headers', 'Retry-After');
  return reply
    .code(status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problemOf(error, status)));
}
