import type { MatchModel } from '../../identify/matching/model.js';
import { modelId, readModel } from '../../identify/matching/read-model.js';
import { appendValue, entryValue } from '../../journal/entries.js';
import type { Pipeline } from '../../pipeline.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { LearnedModel } from '../../vocabulary/matching.js';

/** A model with what is known of its making. */
export interface ModelOnRecord {
  readonly learned: Omit<LearnedModel, 'model'>;
  readonly model: MatchModel;
}

/**
 * The newest model of a matching, from the journal; undefined when none was ever learned.
 * @throws CuspError invalid_model
 */
export function modelOnRecord({ matchModels, journal }: Pipeline, matching: string): ModelOnRecord | undefined {
  const offset = matchModels.get(matching);
  if (offset === undefined) return undefined;
  const { model, ...learned } = entryValue(journal.entryAt(offset), 'matchModel');
  return { learned, model: readModel(model) };
}

/** Writes a model down as one version, and makes it the newest. @throws CuspError journal_unavailable */
export async function keepModel(
  pipeline: Pipeline,
  learned: Omit<LearnedModel, 'model' | 'modelId'>,
  model: MatchModel,
): Promise<ModelOnRecord['learned']> {
  const named = { ...learned, modelId: modelId(model) };
  await pipeline.whenStill(async () => {
    const offset = appendValue(pipeline.journal, 'matchModel', { ...named, model: JSON.parse(JSON.stringify(model)) as JsonObject });
    await pipeline.journal.commit();
    pipeline.matchModels.set(learned.matching, offset);
  });
  return named;
}
