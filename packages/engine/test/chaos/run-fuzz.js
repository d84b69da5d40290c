import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../src/simulation/random.js';
import { Fuzz } from './fuzz.js';
import { FuzzTarget } from './fuzz-target.js';
import { ADMIN_TOKEN, ServerProcess, WRITE_KEY } from './server-process.js';
/** How often it is asked whether the server still does its work. */
const CHECK_EVERY = 200;
/** Sends odd requests to the built server, as many as asked for; it must answer, stay alive, and keep its books. */
export async function runFuzz({ requests, seed, repository, onProgress = () => undefined }) {
    const folder = await mkdtemp(join(tmpdir(), 'cusp-fuzz-'));
    const server = await ServerProcess.start({ data: join(folder, 'data'), repository });
    const target = new FuzzTarget({ url: server.url, adminToken: ADMIN_TOKEN, writeKey: WRITE_KEY });
    try {
        const fuzz = new Fuzz(target, Random.of(seed), seed);
        for (let count = 1; count <= requests; count++) {
            await fuzz.once();
            if (count % CHECK_EVERY !== 0 && count !== requests)
                continue;
            await fuzz.checkAlive();
            onProgress(`${count} of ${requests} requests, ${fuzz.result.wrong.length} wrong`);
        }
        await fuzz.checkBooks();
        return fuzz.result;
    }
    catch (error) {
        throw new Error(`with seed ${seed}: ${server.isOver ? `the server ended: ${server.output}` : 'the server lives'}`, { cause: error });
    }
    finally {
        target.close();
        await server.kill();
        await rm(folder, { recursive: true, force: true });
    }
}
