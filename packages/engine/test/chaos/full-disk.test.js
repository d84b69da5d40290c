import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataFolder, eventually } from './data-folder.js';
const run = promisify(execFile);
/** No file may become longer than this: in the units of `ulimit -f` in bash. */
const LIMIT_KB = 1_500;
let folder;
beforeEach(async () => {
    folder = await DataFolder.make();
});
afterEach(() => folder.close());
/**
 * law: Safe before acknowledged
 *
 * A disk that is full is imitated by a limit on the length of files, which the journal meets first. The signal that goes with it
 * is ignored, so that the write fails as on a full disk.
 */
it.skipIf(process.platform !== 'linux')('a full disk: 503, nothing acknowledged is lost, and it goes on when there is space again', { timeout: 180_000 }, async () => {
    let server = await folder.start({ before: `trap '' XFSZ; ulimit -S -f ${LIMIT_KB}` });
    const sender = new Sender(() => server);
    const refused = await sender.untilRefused();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'journal_unavailable' });
    expect((await server.ask('GET', '/overview')).journalFailed).not.toBeNull();
    // What has been taken in can still be asked for.
    expect((await server.call('GET', '/customers/userId:u')).status).toBe(200);
    await run('prlimit', ['--fsize=unlimited:unlimited', '--pid', String(server.pid)]);
    await eventually(() => sender.send(), ({ status }) => status === 200);
    await sender.expectAllThere();
    await server.kill();
    server = await folder.start();
    await sender.expectAllThere();
    expect((await sender.send()).status).toBe(200);
});
it.skipIf(process.platform !== 'linux')('a server that is stopped or killed while the disk is full starts again with everything acknowledged', { timeout: 180_000 }, async () => {
    let server = await folder.start({ before: `trap '' XFSZ; ulimit -S -f ${LIMIT_KB}` });
    const sender = new Sender(() => server);
    await sender.untilRefused();
    await server.stop();
    server = await folder.start({ before: `trap '' XFSZ; ulimit -S -f ${LIMIT_KB}` });
    await sender.untilRefused();
    await server.kill();
    server = await folder.start();
    await sender.expectAllThere();
    expect((await sender.send()).status).toBe(200);
});
/** Sends one batch after the other, and keeps in mind what was acknowledged. */
class Sender {
    #server;
    #acknowledged = new Set();
    #next = 0;
    constructor(server) {
        this.#server = server;
    }
    async send() {
        const ids = Array.from({ length: 40 }, () => `m${this.#next++}`);
        const properties = { text: 'x'.repeat(500) };
        const answer = await this.#server().batch(ids.map((messageId) => ({ type: 'track', event: 'Filled', userId: 'u', messageId, properties })));
        if (answer.status === 200)
            for (const id of ids)
                this.#acknowledged.add(id);
        return answer;
    }
    async untilRefused() {
        for (let sends = 0; sends < 500; sends++) {
            const answer = await this.send();
            if (answer.status !== 200)
                return answer;
        }
        throw new Error('the disk did not become full');
    }
    /** Each acknowledged id once, and of what was refused nothing. */
    async expectAllThere() {
        await this.#server().flush();
        const rows = await this.#server().sql('SELECT message_id AS id FROM events');
        const ids = rows.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(this.#acknowledged);
    }
}
