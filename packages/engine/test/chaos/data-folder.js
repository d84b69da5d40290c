import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from './server-process.js';
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/** A data folder for one test, and the servers that are started on it one after the other. */
export class DataFolder {
    data;
    #folder;
    #servers = [];
    constructor(folder) {
        this.#folder = folder;
        this.data = join(folder, 'data');
    }
    static async make() {
        return new DataFolder(await mkdtemp(join(tmpdir(), 'cusp-law-')));
    }
    /** Starts a server that may call webhooks on this machine. @throws ServerEnded */
    async start(options = {}) {
        const env = { CUSP_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1', ...options.env };
        const server = ServerProcess.spawn({ data: this.data, repository, ...options, env });
        this.#servers.push(server);
        await server.listening();
        return server;
    }
    /** Ends every server and removes the folder. */
    async close() {
        for (const server of this.#servers)
            await server.kill();
        await rm(this.#folder, { recursive: true, force: true });
    }
}
/** Asks again and again until something is so. @throws Error after half a minute, saying what was seen last. */
export async function eventually(ask, isSo) {
    const limit = Date.now() + 30_000;
    for (;;) {
        const found = await ask();
        if (isSo(found))
            return found;
        if (Date.now() > limit)
            throw new Error(`it did not become so; last seen: ${JSON.stringify(found)}`);
        await sleep(50);
    }
}
