import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
export const ADMIN_TOKEN = 'chaos-admin-token';
export const WRITE_KEY = 'chaos-write-key';
/** The server ended before it listened. */
export class ServerEnded extends Error {
    code;
    output;
    constructor(code, output) {
        super(`the server ended with ${code}: ${output}`);
        this.code = code;
        this.output = output;
    }
}
const START_LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 15;
const PRELOAD = 'packages/engine/test/chaos/die-at-step.preload.mjs';
/** The built server as a process of its own, as a user starts it. */
export class ServerProcess {
    #options;
    #child;
    #ended;
    #output = '';
    #isOver = false;
    #killed = false;
    #killedItself = false;
    #url = '';
    constructor(options) {
        this.#options = options;
        const preload = options.dieAt === undefined ? [] : ['--import', join(options.repository, PRELOAD)];
        const command = [
            process.execPath,
            ...preload,
            mainOf(options.repository),
            'start',
            '--data',
            options.data,
            '--port',
            '0',
            ...(options.args ?? []),
        ];
        const [program = '', ...args] = options.before === undefined ? command : ['/bin/bash', '-c', `${options.before}; exec "$@"`, 'bash', ...command];
        const env = {
            ...process.env,
            CUSP_ADMIN_TOKEN: ADMIN_TOKEN,
            CUSP_WRITE_KEY: WRITE_KEY,
            CUSP_LOG: 'error',
            ...dyingAt(options),
            ...options.env,
        };
        this.#child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
        for (const stream of [this.#child.stdout, this.#child.stderr]) {
            stream?.on('data', (chunk) => {
                this.#output = (this.#output + chunk.toString('utf8')).slice(-20_000);
            });
        }
        const endWithUs = () => void this.#child.kill('SIGKILL');
        process.once('exit', endWithUs);
        this.#ended = new Promise((resolve) => {
            this.#child.once('close', (code, signal) => {
                process.off('exit', endWithUs);
                this.#isOver = true;
                this.#killedItself = signal === 'SIGKILL' && !this.#killed;
                resolve(code);
            });
        });
    }
    /** Begins to start a server, without waiting until it listens. */
    static spawn(options) {
        return new ServerProcess(options);
    }
    /** Starts a server and waits until it listens. @throws ServerEnded */
    static async start(options) {
        const server = new ServerProcess(options);
        await server.listening();
        return server;
    }
    get url() {
        return this.#url;
    }
    /** The number of its process. */
    get pid() {
        return this.#child.pid;
    }
    /** What it wrote to its standard streams, the newest 20,000 characters. */
    get output() {
        return this.#output;
    }
    /** Whether it has ended by a SIGKILL that did not come from here. */
    get killedItself() {
        return this.#killedItself;
    }
    get isOver() {
        return this.#isOver;
    }
    /** Waits until it has said where it listens. @throws ServerEnded */
    async listening() {
        const limit = Date.now() + START_LIMIT_MS;
        while (this.#url === '') {
            if (this.#isOver)
                throw new ServerEnded(await this.#ended, this.#output);
            if (Date.now() > limit) {
                const threads = threadsOf(this.pid ?? 0);
                await this.kill();
                throw new Error(`the server did not listen within ${START_LIMIT_MS} ms: ${this.#output}\nits threads: ${threads}`);
            }
            this.#url = this.#whereItSays() ?? '';
            if (this.#url === '')
                await sleep(LOOK_EVERY_MS);
        }
    }
    /** Waits until `/health` says that it takes events in. @throws ServerEnded */
    async healthy() {
        await this.listening();
        while ((await fetch(`${this.#url}/health`)).status !== 200)
            await sleep(LOOK_EVERY_MS);
    }
    signal(signal) {
        if (!this.#isOver)
            this.#child.kill(signal);
    }
    /** Ends it as a power cut would, as far as processes go. */
    async kill() {
        this.#killed ||= !this.#isOver;
        this.signal('SIGKILL');
        await this.#ended;
    }
    /** Asks it to stop in order. @returns its exit code. */
    async stop() {
        this.signal('SIGTERM');
        return this.#ended;
    }
    /** The exit code, once it has ended by itself. */
    ended() {
        return this.#ended;
    }
    /** Sends items to the tracking API, asking for each outcome. */
    batch(items) {
        return this.track('/v1/batch?verbose=1', JSON.stringify({ batch: items }));
    }
    /** Sends a body to the tracking API as it is. */
    track(path, body, headers = {}) {
        const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
        return this.#send('POST', path, body, { authorization, 'content-type': 'application/json', ...headers });
    }
    /** Calls the management API, whatever it answers. */
    call(method, path, body) {
        const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
        return this.#send(method, `/api/v1${path}`, body === undefined ? undefined : JSON.stringify(body), headers);
    }
    /** Calls the management API and reads its JSON. @throws Error when it does not answer 2xx. */
    async ask(method, path, body) {
        const { status, text } = await this.call(method, path, body);
        if (status < 200 || status > 299)
            throw new Error(`${method} ${path}: ${status} ${text}`);
        return JSON.parse(text);
    }
    /** Rows of a query. */
    async sql(query, params = {}) {
        return (await this.ask('POST', '/sql', { query, params })).rows;
    }
    async flush() {
        await this.ask('POST', '/flush?until=warehouse');
    }
    async #send(method, path, body, headers) {
        const response = await fetch(this.#url + path, {
            method,
            headers,
            ...(body !== undefined && { body }),
            signal: AbortSignal.timeout(60_000),
        });
        return { status: response.status, headers: response.headers, text: await response.text() };
    }
    #whereItSays() {
        try {
            const said = JSON.parse(readFileSync(join(this.#options.data, 'running.json'), 'utf8'));
            return said.pid === this.#child.pid ? said.url : undefined;
        }
        catch {
            return undefined; // not there yet, or of a server before this one
        }
    }
}
/** Each thread's name, state and ticks of processor time: whether a process works or waits. Of Linux alone. */
function threadsOf(pid) {
    try {
        const fields = (thread) => {
            const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
            const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
            return `${stat.slice(stat.indexOf('('), stat.lastIndexOf(')') + 1)} ${state} ${Number(rest[10]) + Number(rest[11])}`;
        };
        return readdirSync(`/proc/${pid}/task`).map(fields).join(', ');
    }
    catch (error) {
        return `not known: ${String(error)}`;
    }
}
function dyingAt({ dieAt }) {
    return dieAt === undefined ? {} : { CUSP_CHAOS_DIE_AT: `${dieAt.nth} ${dieAt.step}` };
}
/** The built program. @throws Error saying how to build it. */
export function mainOf(repository) {
    const main = join(repository, 'packages/engine/dist/bin/cusp.js');
    if (!existsSync(main))
        throw new Error(`${main} is missing: build the engine first, by: npm run build`);
    return main;
}
