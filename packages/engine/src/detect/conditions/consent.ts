import { Type } from 'typebox';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import type { References } from '../../timeline/references.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { Values } from '../../timeline/values.js';
import { CellTest, type Where } from '../../timeline/where.js';
import { type Consent, consentPath, type ConsentState } from '../../vocabulary/consent.js';
import type { PurposeDefinition } from '../../vocabulary/purpose.js';
import { ownValue } from '../../vocabulary/json.js';
import { explainedEvent } from '../explained-event.js';
import { shareAs } from './asked-once.js';
import { type Condition, type ConditionKind, explainLeaf } from './condition.js';

const STATES: readonly ConsentState[] = ['granted', 'denied', 'unknown'];
const PURPOSE = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** `consent: purpose` with `is: granted`, `denied` or `unknown`: what is known of the customer's choice. */
export const consent: ConditionKind = {
  key: 'consent',
  restsOn: 'purpose',
  sharesItself: true,
  schema: () =>
    Type.Object(
      {
        consent: Type.String({ pattern: PURPOSE.source, title: 'Purpose', description: "The purpose's name", 'x-cusp-names': 'purpose' }),
        is: Type.Union(STATES.map((state) => Type.Literal(state))),
      },
      { additionalProperties: false, title: 'Consent', description: "The customer's newest choice for a purpose; unknown is no choice" },
    ),
  compile(spec, pointer, compilation) {
    compilation.only(spec, pointer, ['consent', 'is']);
    const purpose = compilation.text(spec, pointer, 'consent') ?? '';
    if (purpose !== '' && !PURPOSE.test(purpose))
      compilation.problem(`${pointer}/consent`, `"${purpose}" cannot be the name of a purpose`, 'use letters, digits, _ and -');
    const is = ownValue(spec, 'is');
    const state = STATES.find((known) => known === is);
    if (state === undefined) compilation.problem(`${pointer}/is`, 'is must say which choice', `write is: ${STATES.join(', is: ')}`);
    compilation.heedsLinks = true;
    const { columns, references } = compilation;
    const definition = references.purpose(purpose);
    const compile = (): Condition =>
      new Consented({
        purpose,
        definition,
        state,
        column: columns.needEverywhere(consentPath(purpose)),
        values: columns.values,
        references,
      });
    // Also where nothing but the time for which consents last has changed, whoever rests on it is filled anew.
    const meaning = `${JSON.stringify(spec)} ${lastingOf(definition)}`;
    compilation.meanings.add(meaning);
    return shareAs(meaning, compilation, compile);
  },
};

/** What of a purpose says how long consents last, as text. */
function lastingOf(definition: PurposeDefinition | undefined): string {
  return JSON.stringify([definition?.expires, definition?.texts?.map(({ asksAnewFrom }) => asksAnewFrom)]);
}

interface ConsentedInput {
  readonly purpose: string;
  readonly definition: PurposeDefinition | undefined;
  readonly state: ConsentState | undefined;
  readonly column: Column | undefined;
  readonly values: Values;
  readonly references: Pick<References, 'consent'>;
}

class Consented implements Condition {
  readonly kind = 'consent';
  readonly names = [];
  readonly needs = null;
  readonly timed = true;
  readonly words: string;
  readonly #purpose: string;
  readonly #definition: PurposeDefinition | undefined;
  readonly #state: ConsentState | undefined;
  readonly #references: Pick<References, 'consent'>;
  /** The choice may ride on an event of any name. */
  readonly #choices: readonly Where[];

  constructor({ purpose, definition, state, column, values, references }: ConsentedInput) {
    this.words = `consent to ${purpose} is ${state ?? ''}`;
    this.#purpose = purpose;
    this.#definition = definition;
    this.#state = state;
    this.#references = references;
    const isChoice = column && new CellTest(column, values, (value) => typeof value === 'boolean');
    this.#choices = isChoice === undefined ? [] : [{ words: '', tests: [isChoice], holds: (row) => isChoice.holds(row) }];
  }

  filtersOf(): readonly Where[] {
    return this.#choices;
  }

  holds(timeline: Timeline): boolean {
    return this.#find(timeline).state === this.#state;
  }

  explain(timeline: Timeline): ReturnType<Condition['explain']> {
    return explainLeaf(timeline, this, () => {
      const { state, since, messageId } = this.#find(timeline);
      const row = messageId === null ? NO_ROW : rowOf(timeline, messageId);
      const events = row === NO_ROW ? [] : [explainedEvent(timeline, row)];
      return { holds: state === this.#state, value: { state, since, messageId }, events };
    });
  }

  #find(timeline: Timeline): Consent {
    return this.#references.consent(timeline, this.#purpose, this.#definition);
  }
}

function rowOf({ timelines, customer, rows }: Timeline, messageId: string): number {
  let row = timelines.newest(customer);
  while (row !== NO_ROW && timelines.messageIdOf(row) !== messageId) row = rows.previous(row);
  return row;
}
