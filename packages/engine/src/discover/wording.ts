import type { MomentDefinition } from '../vocabulary/definition.js';
import { durationInWords, durationText, type Milliseconds } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { EventColumns } from './event-columns.js';
import { EARLIER, type Earlier, type Situation, type SituationStep } from './situation.js';

const LONGEST_NAME = 90;
/** The name by which later steps compare with the first. */
const FIRST = 'first';

/** A situation as a definition that can be published, and then fires exactly when it comes true. */
export function definitionOf(
  columns: EventColumns,
  situation: Situation,
  {
    goal,
    intent,
    cooldown,
    horizon,
  }: { readonly goal: string; readonly cooldown: Milliseconds; readonly horizon: Milliseconds } & Pick<MomentDefinition, 'intent'>,
): MomentDefinition {
  const compares = situation.steps.some(({ compared }) => compared.length > 0);
  const pattern = situation.steps.flatMap((step, index): JsonObject[] => [
    ...(step.without === undefined ? [] : [{ without: columns.nameTexts[step.without] as string }]),
    stepOf(columns, step, index === 0 && compares),
  ]);
  return {
    kind: 'moment',
    name: nameOf(columns, situation),
    title: `${situationInWords(columns, situation)} (found before ${goal})`.slice(0, 300),
    intent,
    pattern,
    ...(situation.within !== null && { within: durationText(situation.within) }),
    cooldown: durationText(cooldown),
    warmFor: durationText(horizon),
  };
}

function stepOf(columns: EventColumns, step: SituationStep, isFirst: boolean): JsonObject {
  const { name, contexts, times, compared } = step;
  const guard = guardOf(columns, step);
  const where = new Map<string, Json>();
  for (const { property, value } of contexts)
    where.set(columns.properties[property]?.path as string, columns.properties[property]?.values[value] as Json);
  for (const { property, same } of compared) {
    const path = columns.properties[property]?.path as string;
    const test = { [same ? 'sameAs' : 'differsFrom']: `${FIRST}.${path}` };
    where.set(path, where.has(path) ? { is: where.get(path) as Json, ...test } : test);
  }
  return {
    performed: columns.nameTexts[name] as string,
    ...(where.size > 0 && { where: Object.fromEntries(where) }),
    ...(times > 1 && { times: { atLeast: times } }),
    ...(isFirst && { as: FIRST }),
    ...(guard && { if: guard }),
  };
}

/** When the step's event has to be, as a condition; undefined when it does not matter. */
function guardOf({ nameTexts }: EventColumns, { hours, pause, earlier }: SituationStep): JsonObject | undefined {
  const asked: JsonObject[] = [
    ...(hours === undefined ? [] : [{ localTime: { from: timeText(hours.from), until: timeText(hours.until) } }]),
    ...(pause === undefined ? [] : [{ silent: durationText(pause) }]),
    ...(earlier === undefined ? [] : inEarlierVisit(nameTexts[earlier.name] as string, earlier.within)),
  ];
  return asked.length > 1 ? { all: asked } : asked[0];
}

function inEarlierVisit(performed: string, within: Milliseconds): JsonObject[] {
  return [{ performed, within: durationText(within) }, { not: { performed, within: durationText(EARLIER) } }];
}

function timeText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** A situation for people. */
export function situationInWords(columns: EventColumns, { steps, within }: Situation): string {
  const parts = steps.map((step) => {
    const absent = step.without === undefined ? '' : `no “${columns.nameTexts[step.without]}”, then `;
    return absent + stepInWords(columns, step);
  });
  return parts.join(', then ') + (within === null ? '' : `, within ${durationInWords(durationText(within))}`);
}

function stepInWords(
  { nameTexts, properties }: EventColumns,
  { name, contexts, times, compared, hours, pause, earlier }: SituationStep,
): string {
  const path = (property: number): string => (properties[property]?.path ?? '').replace(/^properties\./, '');
  const tests = [
    ...contexts.map(({ property, value }) => `${path(property)} is ${JSON.stringify(properties[property]?.values[value])}`),
    ...compared.map(({ property, same }) => `${same ? 'the same' : 'another'} ${path(property)} as the first`),
  ];
  const where = tests.length === 0 ? '' : ` where ${tests.join(' and ')}`;
  const when = [
    ...(hours === undefined ? [] : [` from ${timeText(hours.from)} to ${timeText(hours.until)}`]),
    ...(pause === undefined ? [] : [` after nothing for ${durationInWords(durationText(pause))}`]),
    ...(earlier === undefined ? [] : [` after “${nameTexts[earlier.name]}” ${spanInWords(earlier)} before`]),
  ];
  return `“${nameTexts[name]}”${where}${when.join('')}${times > 1 ? ` ${times} times` : ''}`;
}

function spanInWords({ within }: Earlier): string {
  return `${durationInWords(durationText(EARLIER))} to ${durationInWords(durationText(within))}`;
}

/** A name that says what it is; it need not be unique. */
function nameOf(columns: EventColumns, { steps, within }: Situation): string {
  const words = steps.flatMap(({ name, contexts, times, compared, without, hours, pause, earlier }) => [
    ...(earlier === undefined ? [] : ['earlier', columns.nameTexts[earlier.name] as string, durationText(earlier.within)]),
    ...(without === undefined ? [] : ['no', columns.nameTexts[without] as string]),
    columns.nameTexts[name] as string,
    ...contexts.map(({ property, value }) => String(columns.properties[property]?.values[value])),
    ...compared.map(({ property, same }) => `${same ? 'same' : 'other'} ${columns.properties[property]?.path.split('.').at(-1) ?? ''}`),
    ...(hours === undefined ? [] : [`${hours.from} to ${hours.until}`]),
    ...(pause === undefined ? [] : [`after ${durationText(pause)}`]),
    ...(times > 1 ? [`${times} times`] : []),
  ]);
  if (within !== null) words.push(durationText(within));
  const slug = words
    .join('_')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return `found_${slug}`.slice(0, LONGEST_NAME);
}
