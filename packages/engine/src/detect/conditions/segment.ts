import { Type } from 'typebox';
import type { Compilation } from '../../timeline/compilation.js';
import type { SegmentDefinition } from '../../vocabulary/definition.js';
import { nameOf } from '../schemas.js';
import { allOf } from './all.js';
import { shareAs } from './asked-once.js';
import { type CompileCondition, type Condition, type ConditionKind, explainParts } from './condition.js';
import { permissionFor } from './permits.js';
import { meaningOf, nameUnder, refusedBelow, resolve } from './reference.js';
import { swayOfEvent, swayOfTime } from './sway.js';

/** `segment: S`: what S says holds, without bots unless S includes them. */
export const segment: ConditionKind = {
  key: 'segment',
  restsOn: 'segment',
  sharesItself: true,
  schema: () =>
    Type.Object(
      { segment: nameOf('segment') },
      { additionalProperties: false, title: 'Is in a segment', description: 'The customer is in another segment' },
    ),
  compile(spec, pointer, compilation, compileCondition) {
    compilation.only(spec, pointer, ['segment']);
    const named = nameUnder('segment', spec, pointer, compilation);
    const definition = named && resolve(named, (name) => compilation.references.segment(name), compilation);
    if (named === undefined || definition === undefined) return inSegment('', allOf([]));
    const inner = compilation.below('segment', named.name);
    const { condition } = conditionOf(definition, inner, compileCondition);
    if (inner.problems.length > 0) refusedBelow(named, inner, compilation);
    if (inner.heedsLinks) compilation.heedsLinks = true;
    const meaning = meaningOf(definition, inner);
    compilation.meanings.add(meaning);
    return shareAs(`segment ${meaning}`, compilation, () => inSegment(named.name, condition));
  },
};

/**
 * All that a segment asks for, and what its author wrote of it. Known bots are left out, and whoever does not permit its purpose, by ordinary
 * conditions, so that this is explained like the others.
 */
export function conditionOf(
  definition: SegmentDefinition,
  compilation: Compilation,
  compileCondition: CompileCondition,
): { readonly where: Condition; readonly condition: Condition } {
  const where = compileCondition(definition.where, '/where', compilation);
  const noBot = compileCondition({ trait: 'bot', isNot: true }, '/includeBots', compilation);
  const permitted = permissionFor(definition, compilation, compileCondition);
  const beside = [...(definition.includeBots === true ? [] : [noBot]), ...(permitted === undefined ? [] : [permitted])];
  return { where, condition: beside.length === 0 ? where : allOf([where, ...beside]) };
}

function inSegment(name: string, condition: Condition): Condition {
  const words = `is in segment ${name}`;
  return {
    names: condition.names,
    needs: condition.needs,
    timed: condition.timed,
    words,
    negatedWords: `is not in segment ${name}`,
    filtersOf: (event) => condition.filtersOf(event),
    swayOf: (event) => swayOfEvent(condition, event),
    swayOfTime: swayOfTime(condition),
    holds: (timeline) => condition.holds(timeline),
    explain: (timeline) => explainParts(timeline, { kind: 'segment', words }, [condition], ([found]) => found?.holds === true),
  };
}
