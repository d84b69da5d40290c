/** One line of an item as it is shown. */
export interface ItemLine {
  readonly text: string;
  /** Whether it is what was at fault, or within it. */
  readonly marked: boolean;
}

/** Lines that are shown of one item. */
const MOST_LINES = 2_000;

/**
 * An item's JSON with one value a line, the field at fault marked. Text that is no JSON (it was cut) is one line, as it is.
 * @param field a path such as `properties.price`; a key that holds dots is found too
 */
export function itemLines(raw: string, field: string | null): readonly ItemLine[] {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    // Not JSON is an answer here: it is shown as it came.
    return [{ text: raw, marked: false }];
  }
  const lines: ItemLine[] = [];
  write(lines, { value, path: '', indent: '', before: '', after: '' }, field);
  return lines.slice(0, MOST_LINES);
}

/** Whether an item holds the field at all: one that is missing is at fault too. */
export function holdsField(raw: string, field: string): boolean {
  return itemLines(raw, field).some(({ marked }) => marked);
}

interface Part {
  readonly value: unknown;
  readonly path: string;
  readonly indent: string;
  readonly before: string;
  readonly after: string;
}

function write(lines: ItemLine[], { value, path, indent, before, after }: Part, field: string | null): void {
  const marked = field !== null && (path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`));
  const add = (text: string): void => void lines.push({ text: `${indent}${text}`, marked });
  const parts = partsOf(value, path);
  if (parts === undefined) return add(`${before}${JSON.stringify(value)}${after}`);
  const [opening, closing] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return add(`${before}${opening}${closing}${after}`);
  add(`${before}${opening}`);
  parts.forEach(([key, inner, innerPath], index) => {
    const comma = index === parts.length - 1 ? '' : ',';
    const name = key === null ? '' : `${JSON.stringify(key)}: `;
    write(lines, { value: inner, path: innerPath, indent: `${indent}  `, before: name, after: comma }, field);
  });
  add(`${closing}${after}`);
}

function partsOf(value: unknown, path: string): readonly (readonly [key: string | null, value: unknown, path: string])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return value.map((inner, index) => [null, inner, `${path}[${index}]`] as const);
  return Object.entries(value).map(([key, inner]) => [key, inner, path === '' ? key : `${path}.${key}`] as const);
}
