import { compileMoment } from '../../detect/compile-moment.js';
import { DefinitionRefused } from '../../detect/definition-refused.js';
import type { Step } from '../../detect/patterns/steps.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { Column } from '../../timeline/columns.js';
import type { JsonObject } from '../../vocabulary/json.js';

/** Events that are asked about: all of a name, or those that pass a test as in a step of a pattern. */
export interface AskedEvent {
  readonly performed: string;
  readonly where?: JsonObject;
}

/** What events are to a question: finds out of a row whether it is one of some events. */
export class EventTest {
  /** By number of the name. */
  readonly #steps = new Map<number, Step[]>();

  /** @throws CuspError invalid_definition */
  constructor(pipeline: Pipeline, asked: readonly AskedEvent[]) {
    for (const event of asked) {
      if (!isKnown(pipeline, event.performed)) continue;
      const step = compiledStep(pipeline, event);
      const known = this.#steps.get(step.name);
      if (known === undefined) this.#steps.set(step.name, [step]);
      else known.push(step);
    }
  }

  /** Numbers of the names. */
  get names(): readonly number[] {
    return [...this.#steps.keys()];
  }

  holds(name: number, row: number): boolean {
    return this.#steps.get(name)?.some(({ where }) => where.holds(row)) ?? false;
  }
}

/** Of the names that are asked about, those that nobody has performed: a question may rest on a name that a source writes otherwise. */
export function unknownAmong(pipeline: Pipeline, asked: readonly (readonly AskedEvent[])[]): readonly string[] {
  return [...new Set(asked.flat().map(({ performed }) => performed))].filter((name) => !isKnown(pipeline, name)).sort();
}

function isKnown({ timelines }: Pipeline, name: string): boolean {
  return timelines.eventNames().includes(name);
}

/** So that `where` means what it means in a moment. */
function compiledStep({ timelines, columns, references }: Pipeline, { performed, where }: AskedEvent): Step {
  const pattern = [{ performed, ...(where !== undefined && { where }) }];
  try {
    const definition = { kind: 'moment', name: 'asked', intent: 'know', pattern } as const;
    return compileMoment(definition, { names: timelines.names, columns, references }).pattern.steps[0] as Step;
  } catch (error) {
    if (!(error instanceof DefinitionRefused)) throw error;
    throw new CuspError(ERRORS.invalidDefinition, error.message, { problems: error.problems });
  }
}

/** The columns of paths that are tried in order. @param names of the events, by number @throws CuspError invalid_request */
export function columnsOf({ columns }: Pipeline, paths: readonly string[], names: readonly number[]): readonly Column[] {
  return paths.map((path) => {
    const column = columns.need(path, names);
    if (column === undefined) throw new CuspError(ERRORS.invalidRequest, `"${path.slice(0, 200)}" is no path, such as properties.screen`);
    return column;
  });
}
