import { Type } from 'typebox';
import type { Timeline } from '../../timeline/timeline.js';
import type { Where } from '../../timeline/where.js';
import { compileWindow, TIME_ZONE_KEY, type Window } from '../../timeline/window.js';
import { formatInstant } from '../../vocabulary/instant.js';
import { type CompiledMoment, readMoment } from '../read-moment.js';
import { foldMatches, type Match } from '../patterns/matches.js';
import { filtersOf, namesOf } from '../patterns/steps.js';
import { explainedEvent } from '../explained-event.js';
import { nameOf, TimeZoneSchema, WindowSchema } from '../schemas.js';
import { allOf } from './all.js';
import { shareAs } from './asked-once.js';
import { type Condition, type ConditionKind, explainLeaf, movedBy } from './condition.js';
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
        moment: nameOf('moment'),
        times: Type.Optional(TimesSchema),
        within: Type.Optional(WindowSchema),
        timeZone: Type.Optional(TimeZoneSchema),
      },
      {
        additionalProperties: false,
        title: 'Had a moment',
        description: 'The customer had a moment, so many times, within a window that ends now',
      },
    ),
  compile(spec, pointer, compilation, compileCondition) {
    compilation.only(spec, pointer, ['moment', 'times', 'within', TIME_ZONE_KEY]);
    const times = readTimes(spec, pointer, compilation);
    const window = compileWindow(spec, pointer, compilation);
    const named = nameUnder('moment', spec, pointer, compilation);
    const definition = named && resolve(named, (name) => compilation.references.moment(name), compilation);
    if (named === undefined || definition === undefined) return allOf([]);
    const inner = compilation.below('moment', named.name);
    const compiled = readMoment(definition, inner, compileCondition);
    if (inner.heedsLinks) compilation.heedsLinks = true;
    if (inner.problems.length > 0) refusedBelow(named, inner, compilation);
    const meaning = meaningOf(definition, inner);
    compilation.meanings.add(meaning);
    const words = `moment ${named.name}${timesInWords(times)}${window.words}`;
    return shareAs(`${JSON.stringify(spec)} ${meaning}`, compilation, () => new HadMoment(words, compiled, times, window));
  },
};

class HadMoment implements Condition {
  readonly kind = 'moment';
  readonly names: readonly number[];
  readonly needs: number | null;
  readonly timed: boolean;
  readonly words: string;
  readonly negatedWords?: string;
  readonly #moment: CompiledMoment;
  readonly #times: Times;
  readonly #window: Window;

  constructor(words: string, moment: CompiledMoment, times: Times, window: Window) {
    this.words = `has had ${words}`;
    if (!Number.isFinite(times.atMost)) this.negatedWords = `has not had ${words}`;
    this.#moment = moment;
    this.#times = times;
    this.#window = window;
    const { pattern } = moment;
    this.names = [...namesOf(pattern), ...window.names];
    this.needs = times.atLeast > 0 ? (pattern.steps[0]?.name ?? null) : null;
    this.timed = window.timed || pattern.trailing.length > 0;
  }

  filtersOf(name: number): readonly Where[] {
    return movedBy(this.#window, name, filtersOf(this.#moment.pattern, name));
  }

  holds(timeline: Timeline): boolean {
    const { atLeast, atMost } = this.#times;
    const found = this.#find(timeline);
    const count = found.length;
    // Time takes the oldest away first: the answer changes when the one too many leaves the window, else the atLeast-th newest.
    const keeper = count > atMost ? found[count - atMost - 1] : count >= atLeast && atLeast > 0 ? found[count - atLeast] : undefined;
    if (keeper !== undefined) timeline.changesAt(this.#window.leavesAt(this.#window.at(timeline), keeper.at));
    return count >= atLeast && count <= atMost;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const holds = this.holds(timeline);
      const found = this.#find(timeline);
      const last = found.at(-1);
      const events = [...(last?.rows ?? [])].reverse().map((row) => explainedEvent(timeline, row));
      const at = last === undefined ? null : formatInstant(last.at);
      return { holds, value: { count: found.length, at, ...this.#window.explain(timeline) }, events };
    });
  }

  /** The moments in the window, oldest first. */
  #find(timeline: Timeline): readonly Match[] {
    const { pattern, times } = this.#moment;
    const { after, upTo, jumpsAt } = this.#window.at(timeline);
    const found = foldMatches(timeline, pattern, times, after).filter(({ at }) => at > after);
    if ((found.at(-1)?.at ?? upTo) > upTo) timeline.changesAt(jumpsAt);
    return found.filter(({ at }) => at <= upTo);
  }
}
