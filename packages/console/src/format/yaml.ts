/** Text that reads the same with and without quotes in YAML 1.1 and 1.2, between brackets and outside of them. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_ ./-]*[A-Za-z0-9_]$|^[A-Za-z_]$|^\d+(?:ms|s|m|h|d|w)$/;
/** Outside of brackets, a comma is a letter like others. */
const PLAIN_OUTSIDE = /^[A-Za-z_][A-Za-z0-9_ ./,()-]*[A-Za-z0-9_)]$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|e\d+)$/i;
const INLINE_WIDTH = 72;

/** Writes JSON data as YAML, the way definition files are written: short things in one line, long ones indented. */
export function toYaml(value: unknown): string {
  return `${block(value, 0).replace(/^\n/, '')}\n`;
}

function block(value: unknown, depth: number): string {
  if (Array.isArray(value) && value.length > 0) return value.map((item) => listItem(item, depth)).join('');
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value)
      .map(([key, item]) => pair(key, item, depth))
      .join('');
  return ` ${inline(value)}`;
}

function pair(key: string, item: unknown, depth: number): string {
  return `\n${'  '.repeat(depth)}${text(key)}:${inOneLine(item, depth) ? ` ${outside(item)}` : block(item, depth + 1)}`;
}

function listItem(item: unknown, depth: number): string {
  const indent = `\n${'  '.repeat(depth)}-`;
  if (inOneLine(item, depth)) return `${indent} ${outside(item)}`;
  // The first key of an item stands beside its dash.
  return `${indent} ${block(item, depth + 1).trimStart()}`;
}

function inOneLine(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0 && !Array.isArray(value)) return false;
  return flat(value) && inline(value).length + depth * 2 <= INLINE_WIDTH;
}

/** At most two levels deep, so that a line stays readable. */
function flat(value: object): boolean {
  return Object.values(value).every(
    (item) => typeof item !== 'object' || item === null || Object.values(item).every((leaf) => typeof leaf !== 'object' || leaf === null),
  );
}

function outside(value: unknown): string {
  return typeof value === 'string' && PLAIN_OUTSIDE.test(value) && !RESERVED.test(value) ? value : inline(value);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${text(key)}: ${inline(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' ? text(value) : (JSON.stringify(value) ?? 'null');
}

function text(value: string): string {
  return PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
