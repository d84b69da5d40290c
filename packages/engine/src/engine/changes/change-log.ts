import { randomUUID } from 'node:crypto';
import { appendValue } from '../../journal/entries.js';
import type { Offset } from '../../journal/journal.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Change } from '../../vocabulary/change.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { AccessHappening } from '../access/access-store.js';
import { changesIn } from './describe-change.js';

/** Which changes are wanted. */
export interface ChangesAsked {
  readonly who?: string;
  /** An action, or the kind of what it is about. */
  readonly what?: string;
  /** Part of the name of what it is about. */
  readonly about?: string;
  readonly since?: Instant;
  /** Default 50. */
  readonly limit?: number;
  /** As {@link ChangePage.nextCursor} gave it. */
  readonly cursor?: string;
}

/** A page of changes, newest first. */
export interface ChangePage {
  readonly items: readonly Change[];
  readonly nextCursor: string | null;
}

/** Entries that one question reads at most; a page that is not full then goes on from there. */
const MOST_READ = 5_000;

/** Who did what, when: read from the journal, so that what was erased is not in it. */
export class ChangeLog {
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** @throws CuspError invalid_request for a cursor that is none */
  list(asked: ChangesAsked): ChangePage {
    const { journal, changes } = this.#pipeline;
    const { limit = 50 } = asked;
    const items: Change[] = [];
    let read = 0;
    let last: Offset = 0;
    for (const offset of changes.newestFirst(asked.cursor === undefined ? journal.durable : cursorAsked(asked.cursor, journal.durable))) {
      if (offset < journal.start) break;
      if (items.length >= limit || read >= MOST_READ) return { items, nextCursor: String(last) };
      read++;
      last = offset;
      const found = changesIn(journal.entryAt(offset)).map((change, index) => ({ id: `${offset}.${index}`, ...change }));
      // Whole entries, so that the next page begins with another one; newest first also within one.
      for (const change of found.toReversed()) if (isAsked(change, asked)) items.push(change);
      if (asked.since !== undefined && found.length > 0 && found.every(({ at }) => at < (asked.since as Instant))) break;
    }
    return { items, nextCursor: null };
  }

  /** Writes down what was done with access and keys. @throws CuspError journal_unavailable */
  async record(happening: AccessHappening): Promise<void> {
    const { journal, clock } = this.#pipeline;
    appendValue(journal, 'accessAct', { actId: randomUUID(), ...happening, at: clock.now() });
    await journal.commit();
  }
}

function isAsked({ at, by, action, about }: Change, asked: ChangesAsked): boolean {
  const { who, what, since } = asked;
  if (since !== undefined && at < since) return false;
  if (who !== undefined && by.toLowerCase() !== who.toLowerCase()) return false;
  if (asked.about !== undefined && !about.name.includes(asked.about)) return false;
  return what === undefined || what === action || what === about.kind;
}

function cursorAsked(cursor: string, durable: Offset): Offset {
  const offset = Number(cursor);
  if (!/^\d{1,15}$/.test(cursor) || offset > durable) throw new CuspError(ERRORS.invalidRequest, 'the cursor is none of this list');
  return offset;
}
