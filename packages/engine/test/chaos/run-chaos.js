import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STEPS } from '../../src/runtime/steps.js';
import { Random } from '../../src/simulation/random.js';
import { planKills } from './kill-plan.js';
import { Round } from './round.js';
import { ServerProcess } from './server-process.js';
import { definitions } from './traffic.js';
import { WebhookReceiver } from './webhook-receiver.js';
/** Kills servers again and again under load, at every step and at random, then holds them against the clients' ledgers. */
export async function runChaos(options) {
    const folder = await mkdtemp(join(tmpdir(), 'cusp-chaos-'));
    const receiver = await WebhookReceiver.listen();
    try {
        const result = await new Chaos(options, folder, receiver).run();
        if (result.wrong.length === 0)
            await rm(folder, { recursive: true, force: true });
        else
            options.onProgress?.(`the data are kept in ${folder}`);
        return result;
    }
    catch (error) {
        throw new Error(`with seed ${options.seed}; the data are kept in ${folder}`, { cause: error });
    }
    finally {
        await receiver.close();
    }
}
class Chaos {
    #options;
    #folder;
    #receiver;
    #random;
    #plan;
    #results = [];
    #started = performance.now();
    #next = 0;
    #killed = 0;
    constructor(options, folder, receiver) {
        this.#options = options;
        this.#folder = folder;
        this.#receiver = receiver;
        this.#random = Random.of(options.seed);
        this.#plan = planKills(options.kills, this.#random.fork('plan'));
    }
    async run() {
        await this.#makeTemplate();
        const { lanes = 2 } = this.#options;
        await Promise.all(Array.from({ length: lanes }, () => this.#lane()));
        return this.#sum();
    }
    /** The first start of a data folder makes tables and keys, which takes longer: it is done once. */
    async #makeTemplate() {
        const server = await ServerProcess.start({ data: this.#template, repository: this.#options.repository });
        try {
            await server.ask('PUT', '/definitions', { definitions: definitions(this.#receiver.url) });
            await server.stop();
        }
        finally {
            await server.kill();
        }
    }
    get #template() {
        return join(this.#folder, 'template');
    }
    /** Takes one portion of the plan after the other, each on a data folder of its own. */
    async #lane() {
        const { killsPerFolder = 25, clients = 3, longestLife = 600, repository } = this.#options;
        for (;;) {
            const kills = this.#plan.slice(this.#next, this.#next + killsPerFolder);
            if (kills.length === 0 || this.#options.signal?.aborted === true)
                return;
            const world = `w${this.#next}`;
            this.#next += killsPerFolder;
            const folder = join(this.#folder, world);
            await mkdir(folder);
            const random = this.#random.fork(world);
            const onKill = () => this.#progress();
            const ground = { repository, template: this.#template, folder, world, kills, random, receiver: this.#receiver };
            const result = await new Round({
                ...ground,
                clients,
                longestLife,
                onKill,
                isEnough: () => this.#options.signal?.aborted === true,
            }).run();
            this.#results.push(result);
            if (result.wrong.length === 0)
                await rm(folder, { recursive: true, force: true });
            else
                for (const wrong of result.wrong)
                    this.#options.onProgress?.(`WRONG in ${folder}: ${wrong}`);
        }
    }
    #progress() {
        this.#killed++;
        const seconds = (performance.now() - this.#started) / 1_000;
        const each = seconds / this.#killed;
        const left = Math.round(each * (this.#plan.length - this.#killed));
        this.#options.onProgress?.(`${this.#killed} of ${this.#plan.length} kills, ${each.toFixed(2)} s each, about ${left} s left`);
    }
    #sum() {
        const results = this.#results;
        const total = (count) => results.reduce((sum, result) => sum + count(result), 0);
        const atSteps = new Map();
        for (const step of results.flatMap((result) => result.atSteps))
            atSteps.set(step, (atSteps.get(step) ?? 0) + 1);
        const planned = this.#plan.flatMap((kill) => (kill.at === 'step' ? [kill.step] : []));
        const complete = this.#killed === this.#plan.length;
        const never = STEPS.filter((step) => complete && planned.includes(step) && !atSteps.has(step)).map((step) => `the step '${step}' was never reached`);
        return {
            atSteps,
            atWork: total(({ atWork }) => atWork),
            whileStarting: total(({ whileStarting }) => whileStarting),
            acknowledged: total(({ acknowledged }) => acknowledged),
            lost: total(({ lost }) => lost),
            duplicated: total(({ duplicated }) => duplicated),
            invented: total(({ invented }) => invented),
            resent: total(({ resent }) => resent),
            recoveries: results.flatMap(({ recoveries }) => recoveries),
            seconds: (performance.now() - this.#started) / 1_000,
            wrong: [...results.flatMap(({ wrong }) => wrong), ...never],
        };
    }
}
/** The value below which a share of the values lie; of none, NaN. */
export function percentile(values, share) {
    const sorted = [...values].sort((left, right) => left - right);
    return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
