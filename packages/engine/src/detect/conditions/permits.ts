import { Type } from 'typebox';
import type { Compilation } from '../../timeline/compilation.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { Region } from '../../timeline/region.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Where } from '../../timeline/where.js';
import type { ConsentState } from '../../vocabulary/consent.js';
import { type PurposeDefinition, type RegionalSilence, silenceIn, USUAL_PURPOSE } from '../../vocabulary/purpose.js';
import { explainedEvent } from '../explained-event.js';
import { nameOf } from '../schemas.js';
import { allOf } from './all.js';
import { anyOf } from './any.js';
import { shareAs } from './asked-once.js';
import { type CompileCondition, type Condition, type ConditionKind, explainLeaf, explainParts } from './condition.js';
import { resolve } from './reference.js';
import { swayOfEvent, swayOfTime } from './sway.js';

/** `permits: purpose`: the customer's data may be used for it now, by their choice or by what silence means where they are. */
export const permits: ConditionKind = {
  key: 'permits',
  restsOn: 'purpose',
  sharesItself: true,
  schema: () =>
    Type.Object(
      { permits: nameOf('purpose') },
      { additionalProperties: false, title: 'May be used for', description: "The customer's data may be used for a purpose" },
    ),
  compile(spec, pointer, compilation, compileCondition) {
    compilation.only(spec, pointer, ['permits']);
    const name = compilation.text(spec, pointer, 'permits');
    if (name === undefined) return allOf([]);
    const named = { kind: 'purpose', name, pointer: `${pointer}/permits` } as const;
    const purpose = resolve(named, (known) => compilation.references.purpose(known), compilation);
    return purpose === undefined ? allOf([]) : permission(purpose, pointer, compilation, compileCondition);
  },
};

/**
 * What a definition asks of customers beside what its author wrote: that their data may be used for its purpose, where the workspace says
 * what that needs. Undefined where nobody defined the purpose.
 */
export function permissionFor(
  definition: { readonly purpose?: string },
  compilation: Compilation,
  compileCondition: CompileCondition,
): Condition | undefined {
  const purpose = compilation.references.purpose(definition.purpose ?? USUAL_PURPOSE);
  return purpose && permission(purpose, '/purpose', compilation, compileCondition);
}

function permission(
  { name, consent, expires, texts }: PurposeDefinition,
  pointer: string,
  compilation: Compilation,
  compileCondition: CompileCondition,
): Condition {
  const lasting = [expires, texts?.map(({ asksAnewFrom }) => asksAnewFrom)];
  const meaning = `purpose ${name} ${JSON.stringify([consent, ...lasting])}`;
  compilation.meanings.add(meaning);
  // Also where the compiled condition is there already: whoever rests on it heeds what it heeds.
  compilation.heedsLinks = true;
  return shareAs(meaning, compilation, () => {
    const asked = (is: ConsentState): Condition => compileCondition({ consent: name, is }, pointer, compilation);
    return permitted(name, allowed(consent, asked, compilation));
  });
}

/** A choice that allows it, or none where silence does. */
function allowed(consent: PurposeDefinition['consent'], asked: (is: ConsentState) => Condition, compilation: Compilation): Condition {
  if (consent === 'optIn') return asked('granted');
  const silent = asked('unknown');
  return anyOf([asked('granted'), consent === 'optOut' ? silent : allOf([silent, new SilenceAllows(consent, compilation)])]);
}

/** Where the customer is, silence allows it. */
class SilenceAllows implements Condition {
  readonly kind = 'region';
  readonly names: readonly number[];
  readonly needs = null;
  readonly timed = true;
  readonly words = 'silence allows it where the customer is';
  readonly #consent: RegionalSilence;
  readonly #region: Region;

  constructor(consent: RegionalSilence, compilation: Compilation) {
    this.#consent = consent;
    this.#region = new Region(compilation);
    this.names = [this.#region.identify];
  }

  filtersOf(name: number): readonly Where[] {
    return this.#region.filtersOf(name);
  }

  holds(timeline: Timeline): boolean {
    return silenceIn(this.#consent, this.#region.in(timeline).country) === 'optOut';
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const { country, row } = this.#region.in(timeline);
      const silence = silenceIn(this.#consent, country);
      const events = row === NO_ROW ? [] : [explainedEvent(timeline, row)];
      return { holds: silence === 'optOut', value: { country: country ?? null, silence }, events };
    });
  }
}

function permitted(purpose: string, condition: Condition): Condition {
  const words = `permits use for ${purpose}`;
  return {
    names: condition.names,
    needs: null,
    timed: condition.timed,
    words,
    negatedWords: `does not permit use for ${purpose}`,
    filtersOf: (event) => condition.filtersOf(event),
    swayOf: (event) => swayOfEvent(condition, event),
    swayOfTime: swayOfTime(condition),
    holds: (timeline) => condition.holds(timeline),
    explain: (timeline) => explainParts(timeline, { kind: 'permits', words }, [condition], ([found]) => found?.holds === true),
  };
}
