import { join } from 'node:path';
import type { Arrival } from '../../collect/collect-options.js';
import type { CleanedItem } from '../../vocabulary/cleaned-item.js';
import type { Json } from '../../vocabulary/json.js';
import { Imports } from './imports.js';
import { type BatchTaker, takeBatch } from './take-batch.js';

/** What takes an import in: the engine, which cleans as each source has it. */
interface Target extends Pick<BatchTaker, 'accept' | 'recordRefused' | 'clock'> {
  clean(items: readonly Json[], arrival: Arrival, live?: boolean): readonly CleanedItem[];
}

/** The imports of an engine, in its data folder. What a file holds happened long ago and comes all at once, which is no flood. */
export function importsInto(
  engine: Target,
  { data, onFault }: { readonly data: string; readonly onFault?: (error: unknown) => void },
): Imports {
  const taker = (): BatchTaker => ({
    clock: engine.clock,
    clean: (items, arrival) => engine.clean(items, { ...arrival, type: null, context: undefined, sentAt: undefined }, false),
    accept: (source, items) => engine.accept(source, items),
    recordRefused: (source, items) => engine.recordRefused(source, items),
  });
  return new Imports({
    directory: join(data, 'imports'),
    clock: { now: () => engine.clock.now() },
    take: (source, batch) => takeBatch(taker(), source, batch),
    onFault: onFault ?? (() => undefined),
  });
}
