import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WRITE_KEY } from '../chaos/server-process.js';
const AUTHORIZATION = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
const BATCH = 20;
/** As many clients as send at the same time. What waits for one of them to be free counts as waiting too. */
const CONNECTIONS = 600;
const FILLING = 'x'.repeat(300);
/** Sends batches of {@link BATCH} events of some 500 bytes. */
export class Sender {
    #url;
    #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });
    #sent = 0;
    constructor(url) {
        this.#url = url;
    }
    /** Opens every connection, so that what is measured afterwards is no waiting for the system to open one. */
    async connect() {
        const asked = Array.from({ length: CONNECTIONS }, () => {
            return new Promise((resolve, reject) => {
                const asking = request(`${this.#url}/health`, { agent: this.#agent }, (response) => response.resume().once('end', () => resolve()));
                asking.once('error', reject).end();
            });
        });
        await Promise.all(asked);
    }
    /** Sends one batch after the other over some connections for a while. @returns what was answered */
    async closedLoop(connections, forMs) {
        const end = performance.now() + forMs;
        const answered = [];
        const sender = async () => {
            while (performance.now() < end)
                answered.push(await this.#send());
        };
        await Promise.all(Array.from({ length: connections }, sender));
        return answered;
    }
    /** Sends batches at a rate, whether or not they are answered. @returns what was answered, once all were */
    async openLoop(batchesPerSecond, forMs) {
        const start = performance.now();
        const sent = [];
        for (;;) {
            const passed = performance.now() - start;
            if (passed > forMs)
                return Promise.all(sent);
            while (sent.length < (passed * batchesPerSecond) / 1000)
                sent.push(this.#send());
            await sleep(2);
        }
    }
    close() {
        this.#agent.destroy();
    }
    #send() {
        const ids = Array.from({ length: BATCH }, () => `event-${this.#sent++}`);
        const batch = ids.map((messageId) => ({
            type: 'track',
            event: 'Kettle Boiled',
            userId: `user of ${messageId}`,
            messageId,
            properties: { filling: FILLING, cups: 1 },
        }));
        const body = JSON.stringify({ batch });
        const began = performance.now();
        return new Promise((resolve) => {
            const done = (status, retryAfter) => {
                const at = performance.now();
                resolve({ ids, status, retryAfter, tookMs: at - began, at });
            };
            const headers = { authorization: AUTHORIZATION, 'content-length': Buffer.byteLength(body) };
            const sending = request(`${this.#url}/v1/batch`, { method: 'POST', agent: this.#agent, headers }, (response) => {
                response.resume();
                response.once('end', () => done(response.statusCode ?? 0, response.headers['retry-after']));
            });
            sending.once('error', () => done(0));
            sending.end(body);
        });
    }
}
/** The value that a share of all values is not above. */
export function quantile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
/** The most batches a second that were answered over half a second: what a server can do when the machine lets it. */
export function bestRate(answered) {
    const times = answered.map(({ at }) => at).sort((a, b) => a - b);
    let best = 0;
    for (let first = 0, next = 0; first < times.length; first++) {
        while (next < times.length && times[next] < times[first] + 500)
            next++;
        best = Math.max(best, next - first);
    }
    return best * 2;
}
