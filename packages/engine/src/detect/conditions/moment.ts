import { Type } from 'typebox';
import { Compilation } from '../../timeline/compilation.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Where } from '../../timeline/where.js';
import type { MomentDefinition } from '../../vocabulary/definition.js';
import { durationInWords, type Milliseconds, NEVER } from '../../vocabulary/instant.js';
import { type CompiledMoment, readMoment } from '../compile-moment.js';
import { foldMatches, type Match } from '../patterns/matches.js';
import { filtersOf } from '../patterns/steps.js';
import { DurationSchema } from '../schemas.js';
import { allOf } from './all.js';
import { shareAs } from './asked-once.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';
import { meaningOf, nameUnder, refusedBelow, resolve } from './reference.js';
import { readTimes, type Times, timesInWords, TimesSchema } from './times.js';

/** `moment: M, times?, within?`: the number of moments in the window fits `times`. */
export const moment: ConditionKind = {
  key: 'moment',
  restsOn: 'moment',
  sharesItself: true,
  schema: () =>
    Type.Object(
      {
        moment: Type.String({ minLength: 1, description: "The moment's name" }),
        times: Type.Optional(TimesSchema),
        within: Type.Optional(DurationSchema),
      },
      { additionalProperties: false, description: 'The customer had a moment, so many times, within a window that ends now' },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['moment', 'times', 'within']);
    const times = readTimes(spec, pointer, compilation);
    const within = compilation.duration(spec, pointer, 'within') ?? NEVER;
    const named = nameUnder('moment', spec, pointer, compilation);
    const definition = named && resolve(named, (name) => compilation.references.moment(name), compilation);
    if (named === undefined || definition === undefined) return allOf([]);
    const { inner, compiled } = compileInner(definition, compilation);
    if (inner.problems.length > 0) refusedBelow(named, inner, compilation);
    const meaning = meaningOf(definition, inner);
    compilation.meanings.add(meaning);
    const window = typeof spec.within === 'string' ? ` within the last ${durationInWords(spec.within)}` : '';
    const words = `moment ${named.name}${timesInWords(times)}${window}`;
    return shareAs(`${JSON.stringify(spec)} ${meaning}`, compilation, () => new HadMoment(words, compiled, times, within));
  },
};

function compileInner(
  definition: MomentDefinition,
  { names, columns, references, chain }: Compilation,
): { readonly inner: Compilation; readonly compiled: CompiledMoment } {
  const inner = new Compilation({ names, columns, references, kind: 'moment', name: definition.name, above: chain });
  return { inner, compiled: readMoment(definition, inner) };
}

class HadMoment implements Condition {
  readonly kind = 'moment';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly negatedWords?: string;
  readonly #moment: CompiledMoment;
  readonly #times: Times;
  readonly #within: Milliseconds;

  constructor(words: string, moment: CompiledMoment, times: Times, within: Milliseconds) {
    this.words = `has had ${words}`;
    if (!Number.isFinite(times.atMost)) this.negatedWords = `has not had ${words}`;
    this.#moment = moment;
    this.#times = times;
    this.#within = within;
    const { pattern } = moment;
    this.names = pattern.names;
    this.needs = times.atLeast > 0 ? (pattern.steps[0]?.name ?? null) : null;
    this.timed = within !== NEVER || pattern.trailing.length > 0;
  }

  filtersOf(name: number): readonly Where[] {
    return filtersOf(this.#moment.pattern, name);
  }

  holds(timeline: Timeline): boolean {
    const { atLeast, atMost } = this.#times;
    const found = this.#find(timeline);
    const count = found.length;
    // Time takes the oldest away first: the answer changes when the one too many leaves the window, else the atLeast-th newest.
    const keeper = count > atMost ? found[count - atMost - 1] : count >= atLeast && atLeast > 0 ? found[count - atLeast] : undefined;
    if (keeper !== undefined) timeline.changesAt(keeper.at + this.#within);
    return count >= atLeast && count <= atMost;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const holds = this.holds(timeline);
      const found = this.#find(timeline);
      const rows = [...(found.at(-1)?.rows ?? [])].reverse();
      return { holds, value: { count: found.length, at: found.at(-1)?.at ?? null }, rows };
    });
  }

  /** The moments in the window, oldest first. */
  #find(timeline: Timeline): readonly Match[] {
    const { pattern, times } = this.#moment;
    const after = timeline.now - this.#within;
    return foldMatches(timeline, pattern, times, after).filter(({ at }) => at > after);
  }
}
