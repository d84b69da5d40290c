import { type TSchema, Type } from 'typebox';
import { type Compilation, DEEPEST_CONDITION, depthOf } from '../../timeline/compilation.js';
import type { Reference } from '../../timeline/references.js';
import { didYouMean } from '../../vocabulary/did-you-mean.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { all } from './all.js';
import { any } from './any.js';
import type { Condition, ConditionKind } from './condition.js';
import { consent } from './consent.js';
import { localTime } from './local-time.js';
import { metric } from './metric.js';
import { moment } from './moment.js';
import { not } from './not.js';
import { performed } from './performed.js';
import { permits } from './permits.js';
import { sequence } from './sequence.js';
import { score } from './score.js';
import { segment } from './segment.js';
import { silent } from './silent.js';
import { shareAs } from './asked-once.js';
import { trait } from './trait.js';

/** Every kind of condition. A new kind is one file and one line here. */
export const CONDITION_KINDS: readonly ConditionKind[] = [
  performed,
  sequence,
  trait,
  metric,
  segment,
  moment,
  score,
  consent,
  permits,
  silent,
  localTime,
  all,
  any,
  not,
];

/** A condition that a mistake has left without meaning; its definition is refused anyway. */
const MEANINGLESS: Condition = {
  names: [],
  needs: null,
  timed: false,
  words: '',
  filtersOf: () => [],
  holds: () => false,
  explain: () => ({ kind: '', words: '', holds: false, value: {}, events: [], until: null, parts: [] }),
};

/** Compiles a condition of whatever kind its key says. */
export function compileCondition(spec: JsonObject, pointer: string, compilation: Compilation): Condition {
  if (depthOf(pointer) > DEEPEST_CONDITION) {
    compilation.problem(
      pointer,
      `conditions are nested more than ${DEEPEST_CONDITION} deep`,
      'write it flatter, or split it into several segments',
    );
    return MEANINGLESS;
  }
  const found = CONDITION_KINDS.filter((kind) => Object.hasOwn(spec, kind.key));
  const keys = CONDITION_KINDS.map(({ key }) => key);
  const [kind] = found;
  if (kind !== undefined && found.length === 1) {
    const compile = (): Condition => kind.compile(spec, pointer, compilation, compileCondition);
    // What is nested absurdly deep is refused when it is compiled; until then nobody may write it as text.
    const isShared = !kind.holdsOthers && !kind.sharesItself && !isDeeperThan(spec, DEEPEST_CONDITION);
    return isShared ? shareAs(JSON.stringify(spec), compilation, compile) : compile();
  }
  if (found.length === 0)
    compilation.problem(pointer, `no kind of condition is named${meantKind(spec, keys)}`, `use one of ${keys.join(', ')}`);
  else
    compilation.problem(
      pointer,
      `${found.map((kind) => kind.key).join(' and ')} stand in one condition`,
      'put them side by side under all or any',
    );
  return MEANINGLESS;
}

function meantKind(spec: JsonObject, kinds: readonly string[]): string {
  for (const key of Object.keys(spec)) {
    const near = didYouMean(key, kinds);
    if (near !== undefined) return `; did you mean '${near}' by '${key}'?`;
  }
  return '';
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner as Json, levels - 1));
}

/** The definitions that a condition names, also deep within; each as often as it is named. */
export function referencesIn(spec: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  const open: Json[] = [spec];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isJsonObject(next)) continue;
    for (const kind of CONDITION_KINDS) {
      const under = ownValue(next, kind.key);
      if (kind.restsOn !== undefined && typeof under === 'string') found.push({ kind: kind.restsOn, name: under });
      if (kind.holdsOthers && under !== undefined) open.push(...(Array.isArray(under) ? under : [under]));
    }
  }
  return found;
}

/** The JSON Schema of a condition of any kind. */
export function conditionSchema(self: TSchema): TSchema {
  return Type.Union(CONDITION_KINDS.map((kind) => kind.schema(self)));
}
