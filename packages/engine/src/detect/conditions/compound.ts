import { Type } from 'typebox';
import type { Timeline } from '../../timeline/timeline.js';
import type { ConditionExplanation } from '../../vocabulary/explanation.js';
import { ownValue } from '../../vocabulary/json.js';
import { type Condition, type ConditionKind, explainParts } from './condition.js';
import { swayOfEvent, swayOfTime, together } from './sway.js';

/** What distinguishes `all` from `any`. */
export interface Compound {
  readonly key: string;
  readonly joiner: string;
  readonly title: string;
  readonly description: string;
  /** May stop early: the answer then holds at least until the parts that were asked change. */
  readonly holds: (parts: readonly Condition[], timeline: Timeline) => boolean;
  readonly needs: (parts: readonly Condition[]) => number | null;
  readonly decide: (parts: readonly ConditionExplanation[]) => boolean;
}

/** A kind of condition that holds a list of others. */
export function compound(kind: Compound): ConditionKind {
  return {
    key: kind.key,
    holdsOthers: true,
    schema: (condition) =>
      Type.Object(
        { [kind.key]: Type.Array(condition, { minItems: 1 }) },
        { additionalProperties: false, title: kind.title, description: kind.description },
      ),
    compile(spec, pointer, compilation, compileCondition) {
      compilation.only(spec, pointer, [kind.key]);
      const specs = compilation.list(ownValue(spec, kind.key), `${pointer}/${kind.key}`, kind.key) ?? [];
      const parts = specs.flatMap((part, index) => {
        const at = `${pointer}/${kind.key}/${index}`;
        const object = compilation.object(part, at, 'a condition');
        return object === undefined ? [] : [compileCondition(object, at, compilation)];
      });
      return joined(kind, parts);
    },
  };
}

/** Joins compiled conditions. */
export function joined(kind: Compound, parts: readonly Condition[]): Condition {
  const [first] = parts;
  const alone = parts.length === 1 ? first : undefined;
  const words = alone?.words ?? parts.map((part) => (needsParentheses(part, kind) ? `(${part.words})` : part.words)).join(kind.joiner);
  return {
    ...(alone === undefined && { joinedBy: kind.joiner }),
    ...(alone?.joinedBy !== undefined && { joinedBy: alone.joinedBy }),
    ...(alone?.negatedWords !== undefined && { negatedWords: alone.negatedWords }),
    names: [...new Set(parts.flatMap((part) => part.names))],
    needs: kind.needs(parts),
    timed: parts.some((part) => part.timed),
    words,
    filtersOf: (name) => parts.flatMap((part) => part.filtersOf(name)),
    swayOf: (name) => together(parts.map((part) => swayOfEvent(part, name))),
    swayOfTime: together(parts.map(swayOfTime)),
    holds: (timeline) => kind.holds(parts, timeline),
    explain: (timeline) => explainParts(timeline, { kind: kind.key, words }, parts, kind.decide),
  };
}

function needsParentheses({ joinedBy }: Condition, { joiner }: Compound): boolean {
  return joinedBy !== undefined && joinedBy !== joiner;
}
