import { DryJournal } from '../journal/dry-journal.js';
import { Pipeline } from '../pipeline.js';
import { Publisher } from './publisher.js';

/** An empty state beside a living one, over the same journal, that tells nobody and writes nothing. */
export function secondState(pipeline: Pipeline): { readonly pipeline: Pipeline; readonly publisher: Publisher } {
  const ignore = (): void => undefined;
  const second = new Pipeline({
    journal: new DryJournal(pipeline.journal),
    clock: pipeline.clock,
    tombstones: pipeline.tombstones,
    onTouched: ignore,
    onIdentityChange: ignore,
    onDecided: ignore,
    onFault: ignore,
  });
  return { pipeline: second, publisher: new Publisher(second) };
}
