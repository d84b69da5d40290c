import type { Happening, PublicationAnswer } from '../answers.js';
import { entryValue } from '../journal/entries.js';
import type { Entry, Journal, Offset } from '../journal/journal.js';
import { notAPosition } from '../journal/position.js';
import type { Publications } from './publications.js';
import type { Questions } from './questions.js';
import { primaryIdentifier } from '../vocabulary/event.js';
import { eachChange } from '../vocabulary/segment-change.js';

/** Each type of happening with the kinds of entries that tell of it; how far a publication is stands in no entry. */
const KINDS_OF = {
  event: ['event'],
  segment: ['segmentChanges'],
  moment: ['moment'],
  decision: ['decision'],
  alert: ['alert'],
  identity: ['identityDecision', 'learnedLink'],
  surge: ['surge'],
  campaign: ['campaignAct'],
} as const;

/** Before the number of the changes that a follower has seen of an entry that holds several. */
const PART = '~';

/**
 * Follows the journal: everything of these types after a position (exclusive), in order, then as it happens. A position is that
 * of the entry, or of a part of it, so whoever comes back with it misses nothing and sees nothing twice.
 */
export async function* follow(
  { journal, questions, publications }: FollowInput,
  types: readonly Happening['type'][],
  after: string | undefined,
  signal: AbortSignal,
): AsyncIterable<Happening> {
  const kinds = kindsOf(types);
  const from = after === undefined ? { entry: journal.durable, seen: 0 } : placeOf(journal, after);
  const moved = new Moved(publications, types.includes('publication'));
  let skipTo = from.entry;
  try {
    for (;;) {
      const end = journal.durable;
      if (end > skipTo) {
        for await (const entries of journal.scan(skipTo, end)) {
          for (const entry of entries) {
            if (signal.aborted) return;
            if (!kinds.has(entry.kind)) continue;
            const seen = entry.offset === from.entry ? from.seen : 0;
            for (const happening of happeningsIn(journal, questions, entry).slice(seen)) yield happening;
          }
        }
        skipTo = end;
      }
      // Nothing of what comes after it has been seen.
      const position = `${journal.position(end)}${PART}0`;
      for (const value of moved.take()) yield { type: 'publication', position, value };
      if (!(await moreToRead(journal, end, signal, moved))) return;
    }
  } finally {
    moved.stop();
  }
}

/** What a follower reads, and who tells how far publications are. */
export interface FollowInput {
  readonly journal: Journal;
  readonly questions: Questions;
  readonly publications: Pick<Publications, 'onProgress'>;
}

/** Publications that have moved on and were not told of yet; of each, the newest word alone. */
class Moved {
  readonly #waiting = new Map<string, PublicationAnswer>();
  readonly stop: () => void;
  #wake: () => void = () => undefined;

  constructor(publications: FollowInput['publications'], wanted: boolean) {
    const hear = (answer: PublicationAnswer): void => {
      this.#waiting.set(answer.publicationId, answer);
      this.#wake();
    };
    this.stop = wanted ? publications.onProgress(hear) : () => undefined;
  }

  get any(): boolean {
    return this.#waiting.size > 0;
  }

  take(): readonly PublicationAnswer[] {
    const answers = [...this.#waiting.values()];
    this.#waiting.clear();
    return answers;
  }

  /** Calls back with the next word. */
  wakeBy(wake: () => void): void {
    this.#wake = wake;
  }
}

/** What happened after a position (exclusive), at most so much of it, and the position up to which the journal was read. */
export async function readOn(
  { journal, questions }: { readonly journal: Journal; readonly questions: Questions },
  types: readonly Happening['type'][],
  after: string,
  most: number,
): Promise<{ readonly happenings: readonly Happening[]; readonly position: string }> {
  const kinds = kindsOf(types);
  const from = placeOf(journal, after);
  const happenings: Happening[] = [];
  let position = after;
  for await (const entries of journal.scan(from.entry)) {
    for (const entry of entries) {
      const seen = entry.offset === from.entry ? from.seen : 0;
      const here = kinds.has(entry.kind) ? happeningsIn(journal, questions, entry).slice(seen) : [];
      for (const happening of here) {
        happenings.push(happening);
        ({ position } = happening);
        if (happenings.length === most) return { happenings, position };
      }
      position = journal.position(entry.offset);
    }
  }
  return { happenings, position };
}

/** The kinds of entries that tell of these; how far a publication is stands in none. */
function kindsOf(types: readonly Happening['type'][]): ReadonlySet<string> {
  return new Set(types.flatMap((type) => (type === 'publication' ? [] : KINDS_OF[type])));
}

/** The entry that a position names, and how many of the happenings in it have been seen. @throws CuspError invalid_request */
function placeOf(journal: Journal, position: string): { readonly entry: Offset; readonly seen: number } {
  const [entry = '', part, ...more] = position.split(PART);
  const offset = journal.offsetOf(entry);
  if (part === undefined) return { entry: offset, seen: Number.POSITIVE_INFINITY };
  if (!/^(0|[1-9]\d{0,8})$/.test(part) || more.length > 0) throw notAPosition(position, 'its part is no number');
  return { entry: offset, seen: Number(part) };
}

/** What an entry tells of. All but the last have the position of a part of it. */
function happeningsIn(journal: Journal, questions: Questions, entry: Entry): readonly Happening[] {
  if (entry.kind !== 'segmentChanges') return [happening(journal, questions, entry)];
  const position = journal.position(entry.offset);
  const changes = eachChange(entryValue(entry, 'segmentChanges'));
  return changes.map((value, index) => ({
    type: 'segment',
    position: index === changes.length - 1 ? position : `${position}${PART}${index + 1}`,
    customerId: questions.customerIdOf(value.identifier),
    value,
  }));
}

function happening(journal: Journal, questions: Questions, entry: Entry): Happening {
  const position = journal.position(entry.offset);
  switch (entry.kind) {
    case 'event': {
      const value = entryValue(entry, 'event');
      return { type: 'event', position, customerId: questions.customerIdOf(primaryIdentifier(value)), value };
    }
    case 'moment':
      return { type: 'moment', position, value: questions.momentAnswer(entryValue(entry, 'moment')) };
    case 'decision':
      return { type: 'decision', position, value: questions.decisionAnswer(entryValue(entry, 'decision')) };
    case 'alert':
      return { type: 'alert', position, value: questions.alertAnswer(entryValue(entry, 'alert')) };
    case 'surge':
      return { type: 'surge', position, value: entryValue(entry, 'surge') };
    case 'campaignAct':
      return { type: 'campaign', position, value: entryValue(entry, 'campaignAct') };
    case 'identityDecision':
    case 'learnedLink': {
      const value = entryValue(entry, entry.kind);
      const customers = new Set(value.identifiers.map((identifier) => questions.customerIdOf(identifier)));
      return { type: 'identity', position, customers: [...customers], value };
    }
    default:
      throw new RangeError(`${entry.kind} is nothing to follow`);
  }
}

/** Waits until the journal is longer than `end`, or a publication has moved on. @returns false when the follower has gone. */
export function moreToRead(journal: Journal, end: Offset, signal: AbortSignal, moved?: Pick<Moved, 'any' | 'wakeBy'>): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (journal.durable > end || moved?.any === true) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (more: boolean): void => {
      stop();
      moved?.wakeBy(() => undefined);
      signal.removeEventListener('abort', aborted);
      resolve(more);
    };
    const stop = journal.onDurable(() => settle(true));
    const aborted = (): void => settle(false);
    moved?.wakeBy(() => settle(true));
    signal.addEventListener('abort', aborted);
  });
}
