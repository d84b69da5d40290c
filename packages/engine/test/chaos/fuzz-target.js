import { Agent, request } from 'node:http';
import { connect } from 'node:net';
/** Longest wait for an answer. */
const PATIENCE_MS = 30_000;
/** A server that is sent things, byte for byte as they are. */
export class FuzzTarget {
    #address;
    #agent = new Agent({ keepAlive: true, maxSockets: 4 });
    constructor(address) {
        this.#address = address;
    }
    /** Sends a body to the tracking API. */
    track(path, body, headers = {}) {
        const authorization = `Basic ${Buffer.from(`${this.#address.writeKey}:`).toString('base64')}`;
        return this.#send('POST', path, body, { authorization, 'content-type': 'application/json', ...headers });
    }
    /** Sends a body to the management API; a text goes as it is. */
    manage(method, path, body, headers = {}) {
        const json = body === undefined ? {} : { 'content-type': 'application/json' };
        return this.#send(method, `/api/v1${path}`, body, { authorization: `Bearer ${this.#address.adminToken}`, ...json, ...headers });
    }
    /** Calls the management API and reads its JSON. @throws Error when it does not answer 200 */
    async ask(method, path, body) {
        const { status, text } = await this.manage(method, path, body === undefined ? undefined : JSON.stringify(body));
        if (status !== 200)
            throw new Error(`${method} ${path}: ${status} ${text}`);
        return JSON.parse(text);
    }
    /**
     * Writes bytes to a connection of its own, and reads until the other side closes it, or there is silence.
     * @returns what came back, as text; with `abort` the connection is torn down as soon as the bytes are out.
     */
    raw(bytes, abort = false) {
        const { hostname, port } = new URL(this.#address.url);
        return new Promise((resolve) => {
            let back = '';
            const socket = connect(Number(port), hostname, () => {
                socket.write(bytes, () => {
                    if (abort)
                        socket.resetAndDestroy();
                });
            });
            // What is incomplete is waited for by the server; that it waits is known soon enough.
            socket.setTimeout(400, () => socket.destroy());
            socket.on('data', (chunk) => {
                back += chunk.toString('latin1');
            });
            socket.on('error', () => undefined); // a connection that is reset is closed all the same
            socket.on('close', () => resolve(back));
        });
    }
    close() {
        this.#agent.destroy();
    }
    #send(method, path, body, headers) {
        return new Promise((resolve, reject) => {
            const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
            const sent = request(`${this.#address.url}${path}`, { method, agent: this.#agent, headers: { ...length, ...headers } }, (answer) => {
                const chunks = [];
                answer.on('data', (chunk) => chunks.push(chunk));
                answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
                answer.on('error', reject);
            });
            sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`${method} ${path} was not answered`)));
            sent.on('error', reject);
            sent.end(body);
        });
    }
}
