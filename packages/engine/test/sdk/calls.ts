import { expect } from 'vitest';

/** The six calls of the tracking API, in the order in which {@link CALLS} takes turns. */
export const TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;

/** One call that an SDK is asked to make. */
export interface Call {
  readonly number: number;
  readonly type: (typeof TYPES)[number];
  /** What it carries, beyond ASCII. */
  readonly title: string;
}

/** Calls of every type in turns. @param types those that the SDK has */
export function callsOf(count: number, types: readonly Call['type'][] = TYPES): readonly Call[] {
  return Array.from({ length: count }, (_, number) => ({
    number,
    type: types[number % types.length] as Call['type'],
    title: `Kettle ${number} für 39,90 €`,
  }));
}

/** What is asked of the warehouse about everything that arrived. */
export const ARRIVED = `SELECT type, event, message_id, previous_id, group_id,
  toString(context.call) AS number, toString(properties.title) AS title, toString(traits.title) AS trait FROM events`;

/** A row of {@link ARRIVED}. */
export interface Arrived {
  readonly type: string;
  readonly event: string;
  readonly message_id: string;
  readonly previous_id: string | null;
  readonly group_id: string | null;
  readonly number: string | null;
  readonly title: string | null;
  readonly trait: string | null;
}

const NAMES: Readonly<Record<Call['type'], string>> = {
  identify: '',
  track: 'Kettle Boiled',
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  group: '',
  alias: '',
};

/** Every call is there, once, with what it carried, and nothing else is. */
export function expectEachOnce(rows: readonly Arrived[], calls: readonly Call[]): void {
  const byNumber = new Map(rows.map((row) => [Number(row.number), row]));
  expect(calls.filter(({ number }) => !byNumber.has(number)).map(({ number }) => number)).toEqual([]);
  expect(rows.length).toBe(calls.length);
  expect(new Set(rows.map((row) => row.message_id)).size).toBe(calls.length);
  for (const call of calls) {
    const { type, event, title, trait, previous_id, group_id } = byNumber.get(call.number) as Arrived;
    const isAboutTraits = type === 'identify' || type === 'group';
    const content = isAboutTraits ? trait : type === 'alias' ? `Kettle ${previous_id?.replace('older-', '')} für 39,90 €` : title;
    expect([type, event, content, group_id]).toEqual([call.type, NAMES[call.type], call.title, call.type === 'group' ? 'acme' : null]);
  }
}
