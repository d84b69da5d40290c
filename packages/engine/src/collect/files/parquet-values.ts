/** Values of Parquet as JSON: exact where JSON can be, as text where it cannot. */
import { isUtf8 } from 'node:buffer';
import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet/src/types.js';
import type { Json } from '../../vocabulary/json.js';
import { decodeUtf8 } from './text-chunks.js';

/** How the reader decodes what this file does not. Bytes that are no UTF-8 stay visible as half characters. */
export const PARQUET_PARSERS: Partial<ParquetParsers> = {
  stringFromBytes: (bytes: Uint8Array) => bytes && decodeUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  jsonFromBytes: (bytes: Uint8Array) => bytes && jsonOrText(Buffer.from(bytes).toString('utf8')),
  timestampFromNanoseconds: (nanos: bigint) => isoOf(Number(nanos / 1_000_000n), true),
};

/** The schema without what the reader would convert with a loss: decimals, dates and times come raw, and are read by {@link valueReader}. */
export function plainSchema(element: SchemaElement): SchemaElement {
  if (exactOf(element) === undefined) return element;
  const { converted_type: _converted, logical_type: _logical, ...plain } = element;
  return plain;
}

/** Compiles the reading of a column, nested ones whole. */
export function valueReader(node: SchemaTree): (value: unknown) => Json {
  const one = singleReader(node);
  return (value) => (node.element.repetition_type === 'REPEATED' && Array.isArray(value) ? value.map(one) : one(value));
}

function singleReader(node: SchemaTree): (value: unknown) => Json {
  const [only] = node.children;
  if (only === undefined) return leafReader(node.element);
  if (node.element.converted_type === 'LIST') return listReader(only);
  if (node.element.converted_type === 'MAP') return mapReader(only);
  const fields = node.children.map((child) => ({ name: child.element.name, read: valueReader(child) }));
  return (value) => {
    if (value === null || typeof value !== 'object') return null;
    return Object.fromEntries(fields.map(({ name, read }) => [name, read((value as Record<string, unknown>)[name])]));
  };
}

/** A list is a repeated group around its element. */
function listReader(repeated: SchemaTree): (value: unknown) => Json {
  const element = repeated.children.length === 1 ? (repeated.children[0] as SchemaTree) : repeated;
  const read = repeated.children.length === 1 ? valueReader(element) : singleReader(repeated);
  return (value) => (Array.isArray(value) ? value.map(read) : null);
}

/** A map of texts is an object; the reader has made its keys texts already. */
function mapReader(repeated: SchemaTree): (value: unknown) => Json {
  const node = repeated.children.find(({ element }) => element.name === 'value');
  const read = node === undefined ? () => null : valueReader(node);
  return (value) => {
    if (value === null || typeof value !== 'object') return null;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, read(inner)]));
  };
}

function leafReader(element: SchemaElement): (value: unknown) => Json {
  const exact = exactOf(element);
  return (value) => {
    if (value === null || value === undefined) return null;
    return exact === undefined ? plainValue(value) : exact(value);
  };
}

type Exact = (value: unknown) => Json;

/** The reading of a type that must not be rounded; undefined for any other. */
function exactOf({ converted_type, logical_type, scale }: SchemaElement): Exact | undefined {
  if (converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL') {
    const places = logical_type?.type === 'DECIMAL' ? logical_type.scale : (scale ?? 0);
    return (value) => decimalOf(integerOf(value), places);
  }
  if (converted_type === 'DATE' || logical_type?.type === 'DATE') return (value) => isoOf(Number(value) * 86_400_000, true).slice(0, 10);
  if (logical_type?.type === 'TIMESTAMP') {
    const perMs = UNITS[logical_type.unit];
    const { isAdjustedToUTC } = logical_type;
    return (value) => isoOf(Number(perMs > 1n ? floorOf(integerOf(value), perMs) : integerOf(value)), isAdjustedToUTC);
  }
  if (converted_type === 'TIMESTAMP_MILLIS') return (value) => isoOf(Number(integerOf(value)), true);
  if (converted_type === 'TIMESTAMP_MICROS') return (value) => isoOf(Number(floorOf(integerOf(value), 1_000n)), true);
  return undefined;
}

const UNITS = { MILLIS: 1n, MICROS: 1_000n, NANOS: 1_000_000n } as const;

function floorOf(value: bigint, unit: bigint): bigint {
  const part = value / unit;
  return value % unit < 0n ? part - 1n : part;
}

/** A whole number out of any of the ways in which Parquet writes one; bytes are the number's two's complement, the highest first. */
function integerOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  if (!(value instanceof Uint8Array)) throw new RangeError(`${typeof value} where a whole number should be: the file is damaged`);
  return value.length === 0 ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`));
}

/** The number nearest to a decimal. */
function decimalOf(unscaled: bigint, scale: number): number {
  return Number(`${unscaled}e-${scale}`);
}

/** A time; one that is not told apart from local time has no offset, so that the mapping's time zone counts. */
function isoOf(instant: number, isUtc: boolean): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  const text = date.toISOString();
  return isUtc ? text : text.slice(0, -1);
}

function plainValue(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint': {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value);
    }
    default:
      return value instanceof Uint8Array ? textOfBytes(value) : (JSON.parse(JSON.stringify(value) ?? 'null') as Json);
  }
}

/** Many files do not say which of their bytes are text. */
function textOfBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString('utf8') : buffer.toString('base64');
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
