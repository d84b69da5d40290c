import { customersIn, type EventColumns, MISSING } from './event-columns.js';
import { plainStep, type SituationStep } from './situation.js';

/** The most steps that are tried; the most frequent ones. */
const MOST_ITEMS = 192;
/** The most different values of a property that are steps of their own, per name of event. */
const MOST_VALUES = 8;
/** A context that nearly all events of the name have says nothing. */
export const NEARLY_ALL = 0.9;

/** Steps that are tried, and which of them each event is. */
export interface Items {
  readonly steps: readonly SituationStep[];
  /** The items of event e are `of[starts[e]]` up to `of[starts[e + 1]]` (exclusive). */
  readonly starts: Uint32Array;
  readonly of: Uint16Array;
}

/**
 * The steps that situations are put together from: events by name, and by name with one value of one property.
 * @param least they have to be there so often among the customers that are mined
 * @param leftOut names that are no steps
 */
export function itemsOf(columns: EventColumns, least: number, leftOut: ReadonlySet<number>): Items {
  const counts = countContexts(columns, leftOut);
  const steps = counts.filter(({ count }) => count >= least).slice(0, MOST_ITEMS);
  return assign(
    columns,
    steps.map(({ step }) => step),
  );
}

interface CountedStep {
  readonly step: SituationStep;
  readonly count: number;
}

/** All steps with how often they are there, the most frequent first; plain events before those with contexts. */
function countContexts(columns: EventColumns, leftOut: ReadonlySet<number>): CountedStep[] {
  const { nameTexts, properties } = columns;
  const byName = new Int32Array(nameTexts.length);
  const byValue = properties.map(({ values }) => new Int32Array(nameTexts.length * values.length));
  forEachMined(columns, (event, name) => {
    byName[name] = (byName[name] as number) + 1;
    for (let property = 0; property < properties.length; property++) {
      const { cells, values } = properties[property] as EventColumns['properties'][number];
      if (values.length === 0) continue;
      const at = name * values.length + (cells[event] as number);
      const counts = byValue[property] as Int32Array;
      counts[at] = (counts[at] as number) + 1;
    }
  });
  const names = [...byName.keys()].filter((name) => !leftOut.has(name));
  const plain = names.map((name) => ({ step: plainStep(name), count: byName[name] as number }));
  const contextual = names.flatMap((name) =>
    properties.flatMap(({ values }, property) =>
      valuesOf(byValue[property] as Int32Array, name, values.length, byName[name] as number, property),
    ),
  );
  const byCount = (left: CountedStep, right: CountedStep): number => right.count - left.count;
  return [...plain.sort(byCount), ...contextual.sort(byCount)];
}

function valuesOf(counts: Int32Array, name: number, values: number, ofName: number, property: number): CountedStep[] {
  const found = Array.from({ length: values }, (_, value) => ({
    step: plainStep(name, [{ property, value }]),
    count: counts[name * values + value] as number,
  }));
  return found
    .filter(({ count, step }) => step.contexts[0]?.value !== MISSING && count > 0 && count <= NEARLY_ALL * ofName)
    .sort((left, right) => right.count - left.count)
    .slice(0, MOST_VALUES);
}

function forEachMined({ starts, names, mined, ...columns }: EventColumns, visit: (event: number, name: number) => void): void {
  for (let customer = 0; customer < customersIn({ starts, ...columns }); customer++) {
    if (mined[customer] !== 1) continue;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) visit(event, names[event] as number);
  }
}

function assign(columns: EventColumns, steps: readonly SituationStep[]): Items {
  const { names, nameTexts, properties } = columns;
  const plain = new Int32Array(nameTexts.length).fill(-1);
  const byName: { readonly item: number; readonly cells: Int32Array; readonly value: number }[][] = nameTexts.map(() => []);
  steps.forEach(({ name, contexts: [context] }, item) => {
    if (context === undefined) plain[name] = item;
    else byName[name]?.push({ item, cells: properties[context.property]?.cells as Int32Array, value: context.value });
  });
  const starts = new Uint32Array(names.length + 1);
  let of = new Uint16Array(names.length * 2);
  let length = 0;
  for (let event = 0; event < names.length; event++) {
    const name = names[event] as number;
    const contexts = byName[name] as (typeof byName)[number];
    if (length + contexts.length + 1 > of.length) of = grown(of, contexts.length);
    if ((plain[name] as number) >= 0) of[length++] = plain[name] as number;
    for (const { item, cells, value } of contexts) if (cells[event] === value) of[length++] = item;
    starts[event + 1] = length;
  }
  return { steps, starts, of: of.subarray(0, length) };
}

function grown(cells: Uint16Array<ArrayBuffer>, atLeast: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(Math.ceil(cells.length * 1.5) + atLeast + 16);
  larger.set(cells);
  return larger;
}
