/** One kind of failure: a stable code, the HTTP status it answers with, and what to do about it. */
export interface ErrorKind {
  readonly code: string;
  readonly status: number;
  /** What happened, in a few words. */
  readonly title: string;
  readonly remedy: string;
}

/** A failure that says what, why and the remedy. `message` is the title with the particulars of this case. */
export class CuspError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
  readonly retryAfterSeconds: number | undefined;
  /** What is wrong in particular, when several things are (the problems of definitions). */
  readonly problems: readonly object[] | undefined;

  constructor(
    kind: ErrorKind,
    why: string,
    options: { cause?: unknown; retryAfterSeconds?: number; remedy?: string; problems?: readonly object[] } = {},
  ) {
    super(`${kind.title}: ${why}`, { cause: options.cause });
    this.name = 'CuspError';
    this.code = kind.code;
    this.status = kind.status;
    this.title = kind.title;
    this.remedy = options.remedy ?? kind.remedy;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.problems = options.problems;
  }
}
