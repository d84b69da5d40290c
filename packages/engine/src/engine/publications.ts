import type { PlannedChange, PublicationAnswer } from '../answers.js';
import type { Clock } from '../runtime/clock.js';
import { asCuspError, problemOf } from '../runtime/problem.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';

/** How often those who follow are told how far a publication is. */
const TOLD_EVERY: Milliseconds = 250;
/** How many are kept in mind that are over. */
const KEPT = 200;

/** What a publication is when it is asked for. */
export type NewPublication = Pick<PublicationAnswer, 'by' | 'reason' | 'changes'> & { readonly publicationId?: string };

/** How far one publication is; the publisher moves it on. */
export class Progress {
  readonly #clock: Clock;
  readonly #tell: (answer: PublicationAnswer) => void;
  #answer: PublicationAnswer;
  #toldAt: Instant = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, asked: NewPublication & { readonly publicationId: string }, tell: (answer: PublicationAnswer) => void) {
    this.#clock = clock;
    this.#tell = tell;
    const { publicationId, by, reason, changes } = asked;
    const begun = { status: 'waiting', at: clock.now(), startedAt: null, endedAt: null, failure: null } as const;
    this.#answer = { publicationId, by, reason, changes, ...begun, ...NOBODY_ASKED };
  }

  get answer(): PublicationAnswer {
    return this.#answer;
  }

  start(): void {
    this.#move({ status: 'filling', startedAt: this.#clock.now() });
  }

  /** So many of so many customers have been asked. */
  asked(done: number, total: number): void {
    const elapsed = this.#clock.now() - (this.#answer.startedAt ?? this.#clock.now());
    const share = total === 0 ? 1 : Math.min(done / total, 1);
    const remaining = done === 0 ? null : Math.round((elapsed / done) * Math.max(total - done, 0));
    this.#answer = { ...this.#answer, asked: done, total, share, remaining };
    if (this.#clock.now() - this.#toldAt >= TOLD_EVERY) this.#say();
  }

  live(changes: readonly PlannedChange[]): void {
    const { total } = this.#answer;
    this.#move({ status: 'live', endedAt: this.#clock.now(), changes, asked: total, share: 1, remaining: 0 });
  }

  fail(error: unknown): void {
    this.#move({ status: 'failed', endedAt: this.#clock.now(), remaining: null, failure: problemOf(asCuspError(error)) });
  }

  #move(change: Partial<PublicationAnswer>): void {
    this.#answer = { ...this.#answer, ...change };
    this.#say();
  }

  #say(): void {
    this.#toldAt = this.#clock.now();
    this.#tell(this.#answer);
  }
}

const NOBODY_ASKED = { asked: 0, total: 0, share: 0, remaining: null } as const;

/** The publications of this run, and who wants to hear how far they are. */
export class Publications {
  readonly #clock: Clock;
  readonly #known = new Map<string, Progress>();
  readonly #listeners = new Set<(answer: PublicationAnswer) => void>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins to follow a publication. Its id tells it from those of earlier runs by the time. */
  begin(asked: NewPublication): Progress {
    const publicationId = asked.publicationId ?? `pub_${this.#clock.now()}_${++this.#count}`;
    const progress = new Progress(this.#clock, { ...asked, publicationId }, (answer) => {
      for (const listener of this.#listeners) listener(answer);
    });
    this.#known.set(publicationId, progress);
    this.#forgetOldest();
    return progress;
  }

  get(publicationId: string): PublicationAnswer | undefined {
    return this.#known.get(publicationId)?.answer;
  }

  /** Those of this run, newest first. */
  all(): readonly PublicationAnswer[] {
    return [...this.#known.values()].map(({ answer }) => answer).reverse();
  }

  /** Calls back when a publication has moved on. @returns stops it */
  onProgress(listener: (answer: PublicationAnswer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forgetOldest(): void {
    for (const [publicationId, { answer }] of this.#known) {
      if (this.#known.size <= KEPT) return;
      if (answer.endedAt !== null) this.#known.delete(publicationId);
    }
  }
}
