/** A text that would be read as a number, as yes or no, or as a quoted text, is quoted. */
const NEEDS_QUOTES = /^".*"$/s;

/** A value as one types it: numbers and `true` and `false` bare, texts as they are, in quotes where they would be read as something else. */
export function scalarText(value: unknown): string {
  if (typeof value !== 'string') return value === undefined || value === null ? '' : String(value);
  return typeof readScalar(value) === 'string' && !NEEDS_QUOTES.test(value) ? value : JSON.stringify(value);
}

/** What is typed, as a value. */
export function readScalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) return Number(text);
  return NEEDS_QUOTES.test(text) ? unquoted(text) : text;
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}
