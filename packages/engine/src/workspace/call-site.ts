/** Under this key an object remembers its call; a global symbol, because files of definitions load the builders once more for themselves. */
const CALL = Symbol.for('cusp.definition.call');

/** Where a builder was called; the line counts from 1. */
export interface CallSite {
  readonly builder: string;
  readonly file: string;
  readonly line: number;
}

/** What an object keeps of its call: the stack is made into text only when somebody asks. */
interface RememberedCall {
  readonly builder: string;
  readonly stack?: string;
}

/** Lets an object remember where its builder was called. Nobody who reads the object as data sees it. */
export function rememberCall<T extends object>(built: T, builder: (...given: never[]) => unknown): T {
  const call: RememberedCall = { builder: builder.name };
  Error.captureStackTrace(call, builder);
  return Object.defineProperty(built, CALL, { value: call });
}

/** Where the builder of an object was called; undefined for what no builder made. */
export function callOf(value: unknown): CallSite | undefined {
  if (typeof value !== 'object' || value === null || !(CALL in value)) return undefined;
  const { builder, stack = '' } = value[CALL] as RememberedCall;
  const found = /\(?((?:file:\/\/)?[^\s()]+):(\d+):\d+\)?$/m.exec(stack);
  return found === null ? undefined : { builder, file: (found[1] ?? '').replace(/^file:\/\//, ''), line: Number(found[2]) };
}
