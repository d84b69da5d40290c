import { expect } from 'vitest';
/** The six calls of the tracking API, in the order in which {@link CALLS} takes turns. */
export const TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'];
/** Calls of every type in turns. @param types those that the SDK has */
export function callsOf(count, types = TYPES) {
    return Array.from({ length: count }, (_, number) => ({
        number,
        type: types[number % types.length],
        title: `Kettle ${number} für 39,90 €`,
    }));
}
/** What is asked of the warehouse about everything that arrived. */
export const ARRIVED = `SELECT type, event, message_id, previous_id, group_id,
  toString(context.call) AS number, toString(properties.title) AS title, toString(traits.title) AS trait FROM events`;
const NAMES = {
    identify: '',
    track: 'Kettle Boiled',
    page: 'Page Viewed',
    screen: 'Screen Viewed',
    group: '',
    alias: '',
};
/** Every call is there, once, with what it carried, and nothing else is. */
export function expectEachOnce(rows, calls) {
    const byNumber = new Map(rows.map((row) => [Number(row.number), row]));
    expect(calls.filter(({ number }) => !byNumber.has(number)).map(({ number }) => number)).toEqual([]);
    expect(rows.length).toBe(calls.length);
    expect(new Set(rows.map((row) => row.message_id)).size).toBe(calls.length);
    for (const call of calls) {
        const { type, event, title, trait, previous_id, group_id } = byNumber.get(call.number);
        const isAboutTraits = type === 'identify' || type === 'group';
        const content = isAboutTraits ? trait : type === 'alias' ? `Kettle ${previous_id?.replace('older-', '')} für 39,90 €` : title;
        expect([type, event, content, group_id]).toEqual([call.type, NAMES[call.type], call.title, call.type === 'group' ? 'acme' : null]);
    }
}
