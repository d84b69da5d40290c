import type { CompiledSegment } from '../../detect/compile-segment.js';
import type { Journeys } from '../../journey/find-journeys.js';
import { GrowingNumbers } from '../../journey/growing-numbers.js';
import { NONE } from '../../journey/journey-columns.js';
import type { Pipeline } from '../../pipeline.js';
import type { Column } from '../../timeline/columns.js';
import { NO_ROW } from '../../timeline/event-rows.js';
import { ABSENT, NULL } from '../../timeline/values.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import type { Turns } from '../turns.js';
import type { JourneyTable } from './journey-table.js';

/** So many groups are told, the largest. */
export const MOST_GROUPS = 12;
/** With more questions of membership than this, members are those of now, and not of the start of each journey. */
export const MOST_ASKED = 500_000;

/** Some journeys that have something in common. */
export interface Group {
  /** A segment's name, a channel, a value; null: none of them. */
  readonly name: string | null;
  /** In ascending order. */
  readonly journeys: Int32Array;
}

/** The groups that are told, and what is not. */
export interface Groups {
  readonly groups: readonly Group[];
  /** Groups beyond those that are told. */
  readonly leftOut: number;
}

/** A segment by its name. */
export interface NamedSegment {
  readonly name: string;
  readonly compiled: CompiledSegment;
}

/** What says whether a customer was in a segment when a journey began, or is in it now. */
export interface Membership {
  readonly members: 'at the start' | 'now';
  readonly holds: (segment: CompiledSegment, journey: number) => boolean;
}

/** Who is in a segment: at the start of each journey where that is affordable. @param questions how many there may be */
export function membership(pipeline: Pipeline, table: JourneyTable, journeys: Journeys, questions: number): Membership {
  const { times, asOf } = table.columns;
  const customerOf = (journey: number): number => table.customers[journeys.customers[journey] as number] as number;
  if (questions <= MOST_ASKED)
    return {
      members: 'at the start',
      holds: (segment, journey) =>
        pipeline.segments.holdsAt(segment, customerOf(journey), times[journeys.firsts[journey] as number] as number),
    };
  return { members: 'now', holds: (segment, journey) => pipeline.segments.holdsAt(segment, customerOf(journey), asOf) };
}

/** The journeys of the members of each segment, and of those who are in none of them. A journey may be in several groups. */
export async function bySegment(
  segments: readonly NamedSegment[],
  chosen: Int32Array,
  { holds }: Membership,
  turns: Turns,
): Promise<Groups> {
  const found = segments.map(({ name, compiled }) => ({ name, compiled, journeys: new GrowingNumbers() }));
  const none = new GrowingNumbers();
  for (const journey of chosen) {
    const own = found.filter(({ compiled }) => holds(compiled, journey));
    for (const { journeys } of own) journeys.push(journey);
    if (own.length === 0) none.push(journey);
    if (turns.isOver) await turns.next();
  }
  return largest([...found.map(({ name, journeys }) => ({ name, journeys })), { name: null, journeys: none }]);
}

/** The journeys by the channel of the visit in which each began. */
export function byChannel({ columns }: JourneyTable, { firsts }: Journeys, chosen: Int32Array): Groups {
  const { cells, texts } = columns.channels;
  return byText(chosen, (journey) => {
    const channel = cells[firsts[journey] as number] as number;
    return channel === NONE ? null : (texts[channel] as string);
  });
}

/** The journeys by what the event says that began each. */
export function byProperty(pipeline: Pipeline, column: Column, { rows }: JourneyTable, { firsts }: Journeys, chosen: Int32Array): Groups {
  const { values } = pipeline.columns;
  const texts = new Map<number, string>();
  return byText(chosen, (journey) => {
    const row = rows[firsts[journey] as number] as number;
    const cell = row === NO_ROW ? ABSENT : column.at(row);
    if (cell === ABSENT || cell === NULL) return null;
    let text = texts.get(cell);
    if (text === undefined) {
      const value = values.valueOf(cell);
      texts.set(cell, (text = typeof value === 'string' ? value : JSON.stringify(value)));
    }
    return text;
  });
}

function byText(chosen: Int32Array, textOf: (journey: number) => string | null): Groups {
  const found = new Map<string | null, GrowingNumbers>();
  for (const journey of chosen) {
    const text = textOf(journey);
    const own = found.get(text);
    if (own !== undefined) own.push(journey);
    else {
      const numbers = new GrowingNumbers();
      numbers.push(journey);
      found.set(text, numbers);
    }
  }
  return largest([...found].map(([name, journeys]) => ({ name, journeys })));
}

function largest(found: readonly { readonly name: string | null; readonly journeys: GrowingNumbers }[]): Groups {
  const some = found
    .filter(({ journeys }) => journeys.length > 0)
    .sort((left, right) => right.journeys.length - left.journeys.length || compareUtf8(left.name ?? '', right.name ?? ''));
  const groups = some.slice(0, MOST_GROUPS).map(({ name, journeys }) => ({ name, journeys: Int32Array.from(journeys.numbers()) }));
  return { groups, leftOut: some.length - groups.length };
}
