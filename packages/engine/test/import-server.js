import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ApiClient } from '../src/cli/api-client.js';
import { startServer } from '../src/cli/server.js';
import { testTerminal } from './test-terminal.js';
/** Starts one. */
export async function importServer() {
    const directory = mkdtempSync(join(tmpdir(), 'cusp-import-server-'));
    const server = await startServer({
        data: join(directory, 'data'),
        host: '127.0.0.1',
        port: 0,
        adminToken: 'adm_test',
        adminTokenChosen: false,
        writeKey: 'wk_test',
        warehouseUrl: undefined,
        vaultKey: undefined,
        fetches: false,
        allowPrivateAddresses: [],
        definitions: [],
        demo: false,
        speed: 1,
        customers: 1,
        days: 1,
        onProgress: () => undefined,
    });
    const env = { CUSP_URL: server.url, CUSP_TOKEN: 'adm_test', XDG_STATE_HOME: join(directory, 'state') };
    const client = new ApiClient({ url: server.url, token: 'adm_test', sleep: () => Promise.resolve() });
    const terminal = testTerminal(directory, { env, now: () => Date.now() });
    const run = async (...argv) => {
        const { code, out, err } = await terminal.run(...argv);
        return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
    };
    const json = async (...argv) => {
        const { code, out, err } = await run(...argv, '--json');
        if (code !== 0)
            throw new Error(`${argv.join(' ')}: ${err}`);
        return JSON.parse(out);
    };
    return {
        directory,
        env,
        client,
        run,
        json,
        sql: async (query) => {
            await client.post('/api/v1/flush', {}, { until: 'warehouse' });
            return (await json('sql', query)).rows;
        },
        close: async () => {
            await server.close();
            rmSync(directory, { recursive: true, force: true });
        },
    };
}
