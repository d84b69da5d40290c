import type { FastifyInstance, FastifyReply } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { asCuspError, PROBLEM_MEDIA_TYPE, problemOf, retryAfter } from '../runtime/problem.js';

/** Answers every failure as a problem (RFC 9457). What is nobody's mistake but ours is logged, and its particulars are not told. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const failure = apiError(error);
    if (failure.status >= 500) request.log.error({ err: error }, 'a request failed');
    return answerProblem(reply, failure);
  });
}

/** Sends one failure. */
export function answerProblem(reply: FastifyReply, error: CuspError): FastifyReply {
  const seconds = retryAfter(error);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  return reply
    .code(error.status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problemOf(error)));
}

/** What the HTTP layer refuses by itself, in the catalogue's words. */
function apiError(error: unknown): CuspError {
  if (error instanceof CuspError) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return asCuspError(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new CuspError(ERRORS.bodyTooLarge, 'it was not read to its end', { cause: error });
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new CuspError(ERRORS.invalidJson, message ?? '', { cause: error });
  }
  return new CuspError(ERRORS.invalidRequest, message ?? '', { cause: error });
}
