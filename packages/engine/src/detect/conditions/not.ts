import { Type } from 'typebox';
import { ownValue } from '../../vocabulary/json.js';
import { type ConditionKind, explainParts } from './condition.js';
import { reversed, swayOfEvent, swayOfTime } from './sway.js';

/** `not: …`: the part does not hold. */
export const not: ConditionKind = {
  key: 'not',
  holdsOthers: true,
  schema: (condition) => Type.Object({ not: condition }, { additionalProperties: false, title: 'Not', description: 'This does not hold' }),
  compile(spec, pointer, compilation, compileCondition) {
    compilation.only(spec, pointer, ['not']);
    const inner = compilation.object(ownValue(spec, 'not'), `${pointer}/not`, 'the condition under not') ?? {};
    const part = compileCondition(inner, `${pointer}/not`, compilation);
    const words = part.negatedWords ?? `not (${part.words})`;
    return {
      names: part.names,
      needs: null,
      timed: part.timed,
      words,
      filtersOf: (name) => part.filtersOf(name),
      swayOf: (name) => reversed(swayOfEvent(part, name)),
      swayOfTime: reversed(swayOfTime(part)),
      holds: (timeline) => !part.holds(timeline),
      explain: (timeline) => explainParts(timeline, { kind: 'not', words }, [part], ([found]) => found?.holds === false),
    };
  },
};
