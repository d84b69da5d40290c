import type { Happening } from './answers.js';
import { entryValue } from './journal/entries.js';
import type { Entry, Journal, Offset } from './journal/journal.js';
import type { Questions } from './questions.js';
import { primaryIdentifier } from './vocabulary/event.js';

/** Each type of happening with the kind of entry that tells of it. */
const KIND_OF = { event: 'event', segment: 'segmentChange', moment: 'moment', decision: 'decision' } as const;

/**
 * Follows the journal: everything of these types after a position (exclusive), in order, then as it happens. A position is that
 * of the entry, so whoever comes back with it misses nothing and sees nothing twice.
 */
export async function* follow(
  { journal, questions }: { readonly journal: Journal; readonly questions: Questions },
  types: readonly Happening['type'][],
  after: string | undefined,
  signal: AbortSignal,
): AsyncIterable<Happening> {
  const kinds = new Set<string>(types.map((type) => KIND_OF[type]));
  let reached: Offset = after === undefined ? journal.durable : Math.max(journal.offsetOf(after) + 1, journal.start);
  let skipTo = after === undefined ? reached : journal.offsetOf(after);
  for (;;) {
    const end = journal.durable;
    if (end > skipTo) {
      for await (const entries of journal.scan(skipTo, end)) {
        for (const entry of entries) {
          if (signal.aborted) return;
          if (entry.offset >= reached && kinds.has(entry.kind)) yield happening(journal, questions, entry);
        }
      }
      skipTo = end;
      reached = end;
    }
    if (!(await moreToRead(journal, end, signal))) return;
  }
}

function happening(journal: Journal, questions: Questions, entry: Entry): Happening {
  const position = journal.position(entry.offset);
  switch (entry.kind) {
    case 'event': {
      const value = entryValue(entry, 'event');
      return { type: 'event', position, customerId: questions.customerIdOf(primaryIdentifier(value)), value };
    }
    case 'segmentChange': {
      const value = entryValue(entry, 'segmentChange');
      return { type: 'segment', position, customerId: questions.customerIdOf(value.identifier), value };
    }
    case 'moment':
      return { type: 'moment', position, value: questions.momentAnswer(entryValue(entry, 'moment')) };
    case 'decision':
      return { type: 'decision', position, value: questions.decisionAnswer(entryValue(entry, 'decision')) };
    default:
      throw new RangeError(`${entry.kind} is nothing to follow`);
  }
}

/** Waits until the journal is longer than `end`. @returns false when the follower has gone. */
function moreToRead(journal: Journal, end: Offset, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (journal.durable > end) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (more: boolean): void => {
      stop();
      signal.removeEventListener('abort', aborted);
      resolve(more);
    };
    const stop = journal.onDurable(() => settle(true));
    const aborted = (): void => settle(false);
    signal.addEventListener('abort', aborted);
  });
}
