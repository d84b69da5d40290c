import { detectAll } from 'tinyld/light';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';

/** Events whose text somebody wrote. */
const SPOKEN: ReadonlySet<string> = new Set([
  'Feedback Received',
  'Post Published',
  'Product Reviewed',
  'Survey Answered',
  'Ticket Opened',
  'Call Ended',
]);
const FIELDS = ['text', 'comment', 'review', 'body', 'message'] as const;
/** Less than this says nothing about its language. */
const LEAST_LETTERS = 12;
/** Characters that are read. */
const MAX_TEXT = 1_000;
/** How far the best guess has to be ahead to be said at all. */
const LEAST_CERTAINTY = 0.3;

/** The language (two letters) of the text that an event carries, when it says none itself; undefined when it cannot be told. */
export function textLanguage({ event, properties }: Pick<CustomerEvent, 'event' | 'properties'>): string | undefined {
  if (!SPOKEN.has(event) || (properties.language ?? null) !== null) return undefined;
  const text = textIn(properties);
  return text === undefined ? undefined : guess(text.slice(0, MAX_TEXT));
}

function textIn(properties: JsonObject): string | undefined {
  for (const field of FIELDS) {
    const value = properties[field];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}

function guess(text: string): string | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const ideographs = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(text);
  if (letters < (ideographs ? LEAST_LETTERS / 3 : LEAST_LETTERS)) return undefined;
  const best = detectAll(text)[0];
  return best !== undefined && best.accuracy >= LEAST_CERTAINTY ? best.lang : undefined;
}
