import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '../chaos/server-process.js';
import { ARRIVED } from './calls.js';
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
/** The built server in a process of its own, which can be killed and started again where it was. */
export class RestartingServer {
    #data;
    #server;
    constructor(data, server) {
        this.#data = data;
        this.#server = server;
    }
    static async start() {
        const data = await mkdtemp(join(tmpdir(), 'cusp-sdk-'));
        return new RestartingServer(data, await ServerProcess.start({ data, repository }));
    }
    get url() {
        return this.#server.url;
    }
    /** `kill -9`, and the same again: port, data, keys. */
    async restart() {
        const { port } = new URL(this.url);
        await this.#server.kill();
        this.#server = await ServerProcess.start({ data: this.#data, repository, args: ['--port', port] });
    }
    async accepted() {
        const { sources } = await this.#server.ask('GET', '/sources');
        return sources.reduce((sum, { accounting }) => sum + accounting.accepted, 0);
    }
    /** Waits until so many events were taken in. @throws Error when it takes too long. */
    async untilAccepted(count, limitMs = 45_000) {
        const limit = Date.now() + limitMs;
        for (;;) {
            const accepted = await this.accepted();
            if (accepted >= count)
                return;
            if (Date.now() > limit)
                throw new Error(`${accepted} of ${count} events were accepted within ${limitMs} ms`);
            await sleep(20);
        }
    }
    async arrived() {
        await this.#server.flush();
        return this.#server.sql(ARRIVED);
    }
    async stop() {
        await this.#server.kill();
        await rm(this.#data, { recursive: true, force: true });
    }
}
