import type { CustomerEvent } from '../../vocabulary/event.js';
import type { ConditionExplanation } from '../../vocabulary/explanation.js';
import type { Instant } from '../../vocabulary/instant.js';
import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import type { TwinGround } from '../twin/ground.js';
import { twinHolds } from '../twin/holds.js';
import { objectOf, objectsOf } from '../twin/reading.js';
import { kindOf, subjectsOf } from './subjects.js';
import type { Tally } from './tally.js';

/** What an explanation is held to. */
export interface ExplainedQuestion {
  readonly events: readonly CustomerEvent[];
  readonly now: Instant;
  readonly ground: TwinGround;
  readonly tally: Tally;
  readonly where: () => string;
}

/** Compares a tree of conditions, part by part, with what the twin says of each. */
export function compareExplained(condition: JsonObject, explained: ConditionExplanation, question: ExplainedQuestion): void {
  const { events, now, ground, tally, where } = question;
  const holds = twinHolds(condition, events, now, ground);
  const said = (): string => `${JSON.stringify(condition)}, ${where()}`;
  tally.compare('explanation', explained.holds, holds, said);
  const kind = kindOf(condition);
  const parts = partsOf(condition);
  tally.about(parts.length > 0 ? [`condition ${kind}`] : subjectsOf(condition, `condition ${kind}`), holds);
  if (parts.length === 0) return;
  tally.compare('explained parts', explained.parts.length, parts.length, said);
  for (const [index, part] of parts.entries()) {
    const found = explained.parts[index];
    if (found !== undefined) compareExplained(part, found, question);
  }
}

/** The conditions that a condition holds. */
function partsOf(condition: JsonObject): readonly JsonObject[] {
  if (isJsonObject(condition.not)) return [objectOf(condition, 'not')];
  return [...objectsOf(condition, 'all'), ...objectsOf(condition, 'any')];
}
