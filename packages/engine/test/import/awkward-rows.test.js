/** The most awkward rows that one can think of, through the command line into a real engine: each gives one clear reason. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importServer } from '../import-server.js';
const MAPPING = `kind: mapping
name: awkward
timestamp: { column: at, format: 'dd.MM.yyyy HH:mm', timeZone: Europe/Berlin }
userId: { column: customer, type: integer }
event: Order Completed
properties:
  total: { column: total, type: number, required: true }
  note: note
  more: __proto__
`;
const HEADER = 'customer,at,total,note,__proto__';
/** What is wrong with each, in the order of the file; a good row stands before, between and after them. */
const AWKWARD = [
    { row: '7,24.12.2025 18:00,9.5,"never closed,x', field: 'row', detail: 'a quotation mark opens a field and none closes it' },
    { row: '7,24.12.2025 18:00,9.5', field: 'row', detail: 'has 3 fields, the header 5' },
    { row: '7,24.12.2025 18:00,9.5,a\0b,x', field: 'note', detail: 'holds a NUL character' },
    { row: Buffer.from('7,24.12.2025 18:00,9.5,caf\xe9,x', 'latin1'), field: 'note', detail: 'holds the byte 0xe9, which is no UTF-8' },
    { row: '7,31.02.2025 18:00,9.5,a,x', field: 'at', detail: "'31.02.2025 18:00' is no time of the format dd.MM.yyyy HH:mm" },
    { row: '7,30.03.2025 02:30,9.5,a,x', field: 'at', detail: "'30.03.2025 02:30' is skipped by the clocks of Europe/Berlin" },
    { row: '7,24.12.2025 18:00,"1.234,50",a,x', field: 'total', detail: "'1.234,50' is no number: write a decimal point" },
    { row: '7,24.12.2025 18:00,1e999,a,x', field: 'total', detail: "'1e999' is beyond the largest number" },
    { row: '9007199254740993,24.12.2025 18:00,9.5,a,x', field: 'customer', detail: "'9007199254740993' is beyond 2^53" },
    { row: `7,24.12.2025 18:00,9.5,${'x'.repeat(2_097_152)},x`, field: 'row', detail: 'is longer than 1048576 characters' },
    { row: ',24.12.2025 18:00,9.5,a,x', field: 'userId', detail: 'gives neither a userId nor an anonymousId' },
    { row: '7,24.12.2099 18:00,9.5,a,x', field: 'timestamp', detail: 'is more than 24 hours after its arrival', reason: 'future_timestamp' },
    { row: `7,24.12.2025 18:00,9.5,${'x'.repeat(40_000)},x`, field: null, detail: 'bytes', reason: 'too_large' },
];
/** Rows that look dangerous, and are data like any other. */
const HARMLESS = [
    "=cmd|'/C calc'!A0",
    '"line\nbreak"',
    '12" ruler',
    '<script>alert(1)</script>',
    "'; DROP TABLE events; --",
    '"say ""hi"""',
    '😀',
    '-0',
];
let server;
beforeAll(async () => {
    server = await importServer();
});
afterAll(() => server.close());
describe('the most awkward rows', () => {
    const good = (index) => `${100 + index},24.12.2025 18:00,${index}.25,${HARMLESS[index % HARMLESS.length]},<${index}>`;
    test('each gives one clear reason, with row and field, and the good rows around them arrive', async () => {
        const bytes = [Buffer.from(`\ufeff${HEADER}\r\n`)];
        const line = (row) => void bytes.push(Buffer.from(row), Buffer.from('\r\n'));
        AWKWARD.forEach(({ row }, index) => {
            line(good(index));
            line(row);
        });
        line(good(AWKWARD.length));
        writeFileSync(join(server.directory, 'awkward.csv'), Buffer.concat(bytes));
        writeFileSync(join(server.directory, 'mapping.yaml'), MAPPING);
        const rows = AWKWARD.length * 2 + 1;
        const dry = await server.json('import', 'awkward.csv', '--mapping', 'mapping.yaml', '--dry-run');
        expect(dry.files[0]).toMatchObject({ rows, accepted: AWKWARD.length + 1, quarantined: AWKWARD.length });
        expect(dry.files[0]?.putAside.map(({ reason, count }) => [reason, count])).toEqual([
            ['unmappable_row', AWKWARD.length - 2],
            ['future_timestamp', 1],
            ['too_large', 1],
        ]);
        const said = await server.run('import', 'awkward.csv', '--mapping', 'mapping.yaml');
        expect(said).toMatchObject({
            code: 0,
            out: expect.stringContaining(`${rows} rows: ${AWKWARD.length + 1} accepted, 0 duplicate, ${AWKWARD.length} quarantined`),
        });
        const { items } = await server.json('quarantine', 'list', '--source', 'awkward');
        expect(items).toHaveLength(AWKWARD.length);
        const numberOf = ({ detail }) => Number(/^row (\d+): /.exec(detail)?.[1]);
        for (const [index, { field, detail, reason = 'unmappable_row' }] of AWKWARD.entries()) {
            const found = items.filter((item) => numberOf(item) === index * 2 + 2);
            expect(found).toMatchObject([{ field, reason, detail: expect.stringContaining(detail) }]);
            expect(found[0]?.raw.length).toBeGreaterThan(0);
            expect(found[0]?.raw.length).toBeLessThanOrEqual(65_536);
        }
        const arrived = await server.sql('SELECT user_id, toString(properties.note) AS note, toString(properties.more) AS more, toFloat64(properties.total) AS total FROM events ORDER BY user_id');
        expect(arrived).toEqual(Array.from({ length: AWKWARD.length + 1 }, (_, index) => {
            const text = HARMLESS[index % HARMLESS.length] ?? '';
            const note = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
            return { user_id: String(100 + index), note, more: `<${index}>`, total: index + 0.25 };
        }));
    });
    test('mended and imported again, only what was wrong comes in anew', async () => {
        const lines = AWKWARD.flatMap((_, index) => [good(index), `${500 + index},24.12.2025 18:00,1,mended,x`]);
        writeFileSync(join(server.directory, 'awkward.csv'), `${[HEADER, ...lines, good(AWKWARD.length)].join('\n')}\n`);
        const { files } = await server.json('import', 'awkward.csv', '--mapping', 'mapping.yaml');
        expect(files[0]).toMatchObject({ accepted: AWKWARD.length, duplicate: AWKWARD.length + 1, quarantined: 0 });
    });
});
