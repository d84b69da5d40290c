import type { Problem } from '@cusp/engine/contract';
import { texts } from '../texts/en.js';

/** An answer that is an error: the RFC 9457 problem that the engine gave, or one that says why there was no answer. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/** The problem to show for anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'about:blank', status: 0, code: 'console_error', detail, ...texts.problems.unexpected };
}

/** No answer came at all. */
export function unreachable(detail: string): ApiError {
  return new ApiError({ type: 'urn:cusp:error:unreachable', status: 0, code: 'unreachable', detail, ...texts.problems.unreachable });
}

/** Reads the body of an answer that is not 2xx. Whatever stands between console and engine may have written it, so nothing is taken for granted. */
export function problemFrom(status: number, body: string): ApiError {
  const told = parseObject(body);
  const text = (key: string) => (typeof told[key] === 'string' ? told[key] : undefined);
  return new ApiError({
    type: text('type') ?? 'about:blank',
    title: text('title') ?? texts.problems.answered(status),
    status,
    detail: text('detail') ?? '',
    code: text('code') ?? `http_${status}`,
    remedy: text('remedy') ?? texts.problems.unexpected.remedy,
    ...(Array.isArray(told['problems']) ? { problems: told['problems'] as Record<string, unknown>[] } : {}),
  });
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Not JSON (a proxy's error page): the status alone has to do.
    return {};
  }
}
