import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataFolder, eventually } from './data-folder.js';
let folder;
beforeEach(async () => {
    folder = await DataFolder.make();
});
afterEach(() => folder.close());
it('law: Exact time. A customer leaves a window when it ends, with no event to say so, also when the server was off by then', {
    timeout: 120_000,
}, async () => {
    let server = await folder.start();
    const window = (name, within) => ({ kind: 'segment', name, where: { performed: 'Product Viewed', within } });
    await server.ask('PUT', '/definitions', { definitions: [window('just_now', '1s'), window('lately', '8s')] });
    const timestamp = Date.now();
    await server.batch([
        { type: 'track', event: 'Product Viewed', userId: 'u', messageId: 'm', timestamp: new Date(timestamp).toISOString() },
    ]);
    const count = (name) => server.ask('GET', `/segments/${name}`);
    await eventually(() => count('just_now'), ({ count: members }) => members === 0);
    await server.kill();
    server = await folder.start();
    await eventually(() => count('lately'), ({ count: members }) => members === 0);
    await server.flush();
    const changes = await server.sql('SELECT segment, entered, toUnixTimestamp64Milli(at) AS at FROM segment_changes ORDER BY segment, entered DESC');
    expect(changes.map(({ segment, entered, at }) => [segment, entered, Number(at) - timestamp])).toEqual([
        ['just_now', true, 0],
        ['just_now', false, 1_000],
        ['lately', true, 0],
        ['lately', false, 8_000],
    ]);
});
