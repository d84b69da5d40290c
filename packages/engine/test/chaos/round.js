import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkLaws } from './check-laws.js';
import { Client } from './client.js';
import { Ledger } from './ledger.js';
import { provoke } from './provoke.js';
import { ServerEnded, ServerProcess } from './server-process.js';
import { Traffic } from './traffic.js';
import { Victims } from './victims.js';
const CUSTOMERS = 120;
/** How long a server may take to come to a step. */
const LONGEST_WAIT_MS = 120_000;
/** Kills one server again and again on one data folder, then holds it against the clients' ledger. */
export class Round {
    #options;
    #random;
    #data;
    #ledger;
    #victims;
    #recoveries = [];
    #atSteps = [];
    #missed = [];
    #server;
    #atWork = 0;
    #whileStarting = 0;
    constructor(options) {
        this.#options = options;
        this.#random = options.random;
        this.#data = join(options.folder, 'data');
        this.#ledger = new Ledger(join(options.folder, 'ledger'));
        this.#victims = new Victims(() => this.#server, this.#ledger, options.world);
    }
    async run() {
        cpSync(this.#options.template, this.#data, { recursive: true });
        try {
            const clients = Array.from({ length: this.#options.clients }, (_, number) => this.#client(number));
            const sending = clients.map((client) => client.run());
            // Heard of at once when a client finds what cannot be, and not only at the end.
            await Promise.race([this.#killAll(), Promise.all(sending)]);
            for (const client of clients)
                client.stop();
            await Promise.all(sending);
            await this.#victims.oneMore();
            await this.#victims.settled();
            const taken = clients.flatMap((client) => client.taken);
            const { receiver } = this.#options;
            const verdict = await checkLaws({ server: this.#running(), ledger: this.#ledger, victims: this.#victims, taken, receiver });
            const resent = clients.reduce((sum, { failures }) => sum + failures, 0);
            return { ...verdict, ...this.#counts(), resent };
        }
        finally {
            await this.#server?.kill();
            this.#ledger.close();
        }
    }
    #counts() {
        return {
            atSteps: this.#atSteps,
            missed: this.#missed,
            atWork: this.#atWork,
            whileStarting: this.#whileStarting,
            recoveries: this.#recoveries,
        };
    }
    #client(number) {
        const random = this.#random.fork(`client ${number}`);
        const traffic = new Traffic(random.fork('traffic'), CUSTOMERS, this.#options.world, `c${number}`);
        return new Client(() => this.#server, traffic, this.#ledger, random);
    }
    async #killAll() {
        for (const kill of this.#inOrder()) {
            if (this.#options.isEnough())
                break;
            if (kill.at === 'step')
                await this.#killAtStep(kill);
            else if (kill.at === 'work')
                await this.#killAtWork();
            else
                await this.#killWhileStarting();
            this.#options.onKill();
        }
        await this.#start();
    }
    /** What fills the journal comes last: all starts after it take longer. */
    #inOrder() {
        const fills = (kill) => kill.at === 'step' && kill.step === 'segment begun';
        const { kills } = this.#options;
        return [...kills.filter((kill) => !fills(kill)), ...kills.filter(fills)];
    }
    /** The server kills itself; what brings it to the step is done until it has. */
    async #killAtStep({ step, nth }) {
        const server = await this.#start({ step, nth });
        const limit = Date.now() + LONGEST_WAIT_MS;
        while (!server.isOver && Date.now() < limit) {
            await Promise.race([provoke(step, this.#means(server)), server.ended()]);
            await Promise.race([sleep(20), server.ended()]);
        }
        this.#server = undefined;
        await server.kill();
        if (server.killedItself)
            this.#atSteps.push(step);
        else
            this.#missed.push(step);
    }
    #means(server) {
        return { server, victims: this.#victims, ledger: this.#ledger, random: this.#random };
    }
    async #killAtWork() {
        const server = await this.#start();
        await sleep(this.#random.integer(30, this.#options.longestLife));
        void this.#disturb(server).catch(() => undefined); // an answer is not expected: the server is about to die
        await sleep(this.#random.integer(0, 40));
        this.#atWork++;
        await this.#end(server);
    }
    /** Something else that the server may be about when it dies. */
    #disturb(server) {
        switch (this.#random.integer(0, 6)) {
            case 0:
                return server.call('POST', '/flush?until=warehouse');
            case 1:
                return server.call('POST', '/rebuild/warehouse');
            case 2:
                return server.call('POST', '/sql', { query: 'SELECT count() FROM events' });
            case 3:
                server.signal('SIGTERM');
                return Promise.resolve();
            case 4:
                return this.#victims.oneMore();
            default:
                return Promise.resolve();
        }
    }
    async #killWhileStarting() {
        const starting = ServerProcess.spawn({ ...this.#serverOptions() });
        this.#server = starting;
        await sleep(this.#random.integer(50, 3_000));
        if (starting.url === '')
            this.#whileStarting++;
        else
            this.#atWork++;
        await this.#end(starting);
    }
    async #end(server) {
        this.#server = undefined;
        if (this.#random.chance(0.3)) {
            server.signal('SIGSTOP');
            await sleep(this.#random.integer(1, 100));
        }
        await server.kill();
    }
    #serverOptions() {
        return { data: this.#data, repository: this.#options.repository, env: { CUSP_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1' } };
    }
    async #start(dieAt) {
        const started = performance.now();
        const server = ServerProcess.spawn({ ...this.#serverOptions(), ...(dieAt !== undefined && { dieAt }) });
        this.#server = server;
        try {
            await server.healthy();
            this.#recoveries.push(performance.now() - started);
        }
        catch (error) {
            // A connection breaks before the end of a process is heard of.
            if (dieAt !== undefined)
                await Promise.race([server.ended(), sleep(5_000)]);
            // Some steps are passed while a server recovers.
            if (dieAt === undefined || !server.killedItself)
                throw error instanceof ServerEnded ? error : new Error('it did not start', { cause: error });
        }
        return server;
    }
    #running() {
        if (this.#server === undefined)
            throw new Error('no server is running');
        return this.#server;
    }
}
