import type { MomentDefinition } from '../vocabulary/definition.js';
import { durationInWords, durationText, type Milliseconds } from '../vocabulary/instant.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import type { EventColumns } from './event-columns.js';
import type { Situation, SituationStep } from './situation.js';

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

function stepOf(columns: EventColumns, { name, contexts, times, compared }: SituationStep, isFirst: boolean): JsonObject {
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
  };
}

/** A situation for people. */
export function situationInWords(columns: EventColumns, { steps, within }: Situation): string {
  const parts = steps.map((step) => {
    const absent = step.without === undefined ? '' : `no “${columns.nameTexts[step.without]}”, then `;
    return absent + stepInWords(columns, step);
  });
  return parts.join(', then ') + (within === null ? '' : `, within ${durationInWords(durationText(within))}`);
}

function stepInWords({ nameTexts, properties }: EventColumns, { name, contexts, times, compared }: SituationStep): string {
  const path = (property: number): string => (properties[property]?.path ?? '').replace(/^properties\./, '');
  const tests = [
    ...contexts.map(({ property, value }) => `${path(property)} is ${JSON.stringify(properties[property]?.values[value])}`),
    ...compared.map(({ property, same }) => `${same ? 'the same' : 'another'} ${path(property)} as the first`),
  ];
  const where = tests.length === 0 ? '' : ` where ${tests.join(' and ')}`;
  return `“${nameTexts[name]}”${where}${times > 1 ? ` ${times} times` : ''}`;
}

/** A name that says what it is; it need not be unique. */
function nameOf(columns: EventColumns, { steps, within }: Situation): string {
  const words = steps.flatMap(({ name, contexts, times, compared, without }) => [
    ...(without === undefined ? [] : ['no', columns.nameTexts[without] as string]),
    columns.nameTexts[name] as string,
    ...contexts.map(({ property, value }) => String(columns.properties[property]?.values[value])),
    ...compared.map(({ property, same }) => `${same ? 'same' : 'other'} ${columns.properties[property]?.path.split('.').at(-1) ?? ''}`),
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
