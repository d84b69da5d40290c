import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { cleanItem } from '../src/clean/clean-item.js';
import { readMappedItems } from '../src/collect/files/read-mapped-items.js';
import { Mapping } from '../src/collect/mapping/mapping.js';
import { deliveriesOf } from '../src/collect/webhook/deliveries.js';
import { webhookProblems, webhookSource } from '../src/collect/webhook/webhook-source.js';
import { publishedSchema } from '../src/engine/definition-schema.js';
import { ERRORS } from '../src/runtime/error-catalogue.js';
import { primaryIdentifier } from '../src/vocabulary/event.js';
import { formatIdentifier } from '../src/vocabulary/identifier.js';
import { readDocument } from '../src/workspace/read-document.js';
import { readWorkspace } from '../src/workspace/read-workspace.js';
import { delivery } from './cleaning.js';
import { sharedData } from './shared-data.js';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const { definitions, problems } = await readWorkspace(`${root}examples/service`);
const all = definitions.map(({ definition }) => definition);
const plan = all.find((one) => one.kind === 'tracking-plan');
const ajv = new Ajv({ strict: false });
const checks = new Map(Object.entries(plan.rules.events ?? {}).map(([name, schema]) => [name, ajv.compile(schema)]));
function source(name) {
    return webhookSource(all.find((one) => one.name === name));
}
/** The events that a payload gives, cleaned, and held to the tracking plan. */
function eventsOf(name, payload) {
    const ready = source(name);
    const body = Buffer.from(JSON.stringify(payload));
    const mapped = deliveriesOf(ready.settings, { payload, body, header: () => undefined }).map(ready.map);
    expect(mapped.flatMap(({ unmapped }) => unmapped)).toEqual([]);
    return mapped.flatMap(({ items }) => items).map((item) => planned(item, name));
}
function planned(item, name) {
    const cleaned = cleanItem(item, delivery({ source: name }));
    if (cleaned.kind !== 'event')
        throw new Error(JSON.stringify(cleaned.item));
    const check = checks.get(cleaned.event.event);
    expect(check, cleaned.event.event).toBeDefined();
    expect([check?.(cleaned.event), check?.errors]).toEqual([true, null]);
    return cleaned.event;
}
const owner = (event) => formatIdentifier(primaryIdentifier(event));
describe('examples/service', () => {
    test('has no problem', () => {
        expect(problems).toEqual([]);
        expect(all.flatMap((one) => (one.kind === 'source' ? webhookProblems(one) : []))).toEqual([]);
        expect(publishedSchema()).toBeDefined();
    });
    test('a survey’s answers', () => {
        const [event] = eventsOf('survey', {
            event_id: 'E1',
            form_response: {
                token: 'T1',
                submitted_at: '2026-04-25T14:30:00Z',
                hidden: { user_id: 'ann', language: 'de' },
                definition: { title: 'After the purchase' },
                answers: [
                    { type: 'number', number: 3 },
                    { type: 'text', text: 'Zu langsam' },
                ],
            },
        });
        expect([event?.event, owner(event)]).toEqual(['Survey Answered', 'userId:ann']);
        expect(event?.properties).toMatchObject({ kind: 'nps', score: 3, text: 'Zu langsam', language: 'de' });
    });
    test('a ticket, opened and solved', () => {
        const ticket = { id: 4711, subject: 'delivery', description: 'Where is it?', priority: 'HIGH', via: { channel: 'web' } };
        const [opened] = eventsOf('helpdesk', {
            id: 'e1',
            type: 'zen:event-type:ticket.created',
            time: '2026-04-25T14:30:00Z',
            detail: { ...ticket, external_id: 'ann', requester_id: 99 },
        });
        const [solved] = eventsOf('helpdesk', {
            id: 'e2',
            type: 'zen:event-type:ticket.status_changed',
            time: '2026-04-26T14:30:00Z',
            detail: { ...ticket, requester_id: 99 },
            event: { current: 'SOLVED', previous: 'OPEN' },
        });
        expect([opened?.event, owner(opened), solved?.event, owner(solved)]).toEqual([
            'Ticket Opened',
            'userId:ann',
            'Ticket Solved',
            'helpdesk_user:99',
        ]);
        expect(opened?.properties).toEqual({ ticket_id: '4711', topic: 'delivery', text: 'Where is it?', priority: 'HIGH', channel: 'web' });
    });
    test('reviews, several at once', () => {
        const review = (id, stars) => ({
            eventName: 'service-review-created',
            eventData: {
                id,
                stars,
                text: 'ok',
                language: 'en',
                referenceId: 'ann',
                createdAt: '2026-05-20T09:34:44.000Z',
                consumer: { id: 'c1', name: 'A.' },
            },
        });
        const events = eventsOf('reviews', { events: [review('r1', 1), review('r2', 5)] });
        expect(events.map(({ event, properties: { rating, rating_max } }) => [event, rating, rating_max])).toEqual([
            ['Product Reviewed', 1, 5],
            ['Product Reviewed', 5, 5],
        ]);
        const [again] = eventsOf('reviews', { events: [review('r2', 5)] });
        expect(again?.messageId).toBe(events[1]?.messageId);
    });
    test('a social post, by somebody who is known by their account only', () => {
        const [event] = eventsOf('social', {
            event: 'status.created',
            created_at: '2026-05-20T09:34:45.000Z',
            object: {
                id: '109',
                created_at: '2026-05-20T09:34:44.000Z',
                content: 'Love it',
                language: 'en',
                url: 'https://social.example/@ann/109',
                account: { acct: 'ann@social.example', display_name: 'Ann' },
            },
        });
        expect([event?.event, owner(event), event?.properties.author]).toEqual(['Post Published', 'social_account:ann@social.example', 'Ann']);
    });
});
describe('the guide', () => {
    test('names every event and field of the plan', () => {
        const text = readFileSync(`${root}docs/guide/feedback.md`, 'utf8');
        for (const [name, schema] of Object.entries(plan.rules.events ?? {})) {
            expect(text).toContain(`\`${name}\``);
            const fields = schema.properties.properties.properties;
            for (const field of Object.keys(fields))
                expect(text, `${name}.${field}`).toContain(`\`${field}\``);
        }
    });
});
describe('examples/connected-car-feedback', () => {
    const files = [
        ['satisfaction.yaml', 'final_questionnaire.csv', { 'Survey Answered': 217 }],
        ['feedback.yaml', 'questionnaire_per_run.csv', {}],
    ];
    test.each(files)('%s has the shape of a mapping', async (mapping) => {
        await expect(readDocument(`${root}examples/connected-car-feedback/${mapping}`, Mapping, ERRORS.invalidMapping)).resolves.toBeDefined();
    });
    const missing = sharedData('opticarvis/final_questionnaire.csv') === undefined;
    if (missing)
        console.warn('opticarvis is not on this machine: its test is skipped');
    test.skipIf(missing).each(files)('%s maps every row to words that the plan knows', async (name, data, expected) => {
        const mapping = await readDocument(`${root}examples/connected-car-feedback/${name}`, Mapping, ERRORS.invalidMapping);
        const counts = new Map();
        for await (const { items, unmappable } of readMappedItems({
            file: sharedData(`opticarvis/${data}`) ?? '',
            mapping,
            source: mapping.name,
        })) {
            expect(unmappable).toEqual([]);
            for (const item of items.filter(({ type }) => type === 'track')) {
                const event = planned(item, mapping.name);
                counts.set(event.event, (counts.get(event.event) ?? 0) + 1);
            }
        }
        expect([...counts.values()].reduce((left, right) => left + right)).toBe(name === 'feedback.yaml' ? 1_004 : 217);
        expect(Object.fromEntries(counts)).toMatchObject(expected);
        if (name === 'feedback.yaml')
            expect(counts.get('Feedback Received')).toBeGreaterThan(300);
    });
});
