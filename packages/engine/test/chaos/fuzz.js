import { isUtf8 } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { mutated, nastyItem, nastyJson, noise } from './nasty-json.js';
export const SINGLE_PATHS = ['/v1/track', '/v1/identify', '/v1/page', '/v1/screen', '/v1/group', '/v1/alias'];
const PATHS = [...SINGLE_PATHS, '/v1/t', '/v1/i', '/v1/p', '/v1/s', '/v1/g', '/v1/a', '/v1/batch', '/v1/b'];
/** Above this an item, or a call, may be too large. */
const SURELY_TAKEN_BYTES = 32 * 1024;
/** Where the management API takes bodies, with one that is valid. */
export const MANAGED = [
    ['PUT', '/definitions', '{"definitions":[{"kind":"segment","name":"fuzzed","where":{"performed":"Fuzzed"}}]}'],
    ['POST', '/definitions/plan', '{"definitions":[{"kind":"metric","name":"spent","value":{"sum":"Fuzzed","of":"properties.price"}}]}'],
    [
        'POST',
        '/segments/preview',
        '{"definition":{"where":{"all":[{"performed":"Fuzzed","times":{"atLeast":2}},{"trait":"plan","is":"pro"}]}}}',
    ],
    ['POST', '/sql', '{"query":"SELECT count() AS n, any(event) FROM events WHERE user_id = {who:String}","params":{"who":"fuzz"}}'],
    ['POST', '/quarantine/replay', '{"ids":["1"]}'],
    ['POST', '/sources/fuzzed/items', '{"items":[{"type":"track","event":"Fuzzed","userId":"fuzz"}],"unmappable":[]}'],
];
const ASKED = [
    '/customers',
    '/customers/userId:fuzz',
    '/customers/userId:fuzz/timeline',
    '/moments',
    '/decisions',
    '/quarantine',
    '/segments',
];
const ASKED_FOR = ['cursor', 'limit', 'at', 'since', 'search', 'customer', 'name', 'reason', 'source', 'outcome'];
/** Sends one odd thing after the other, and judges the answers. */
export class Fuzz {
    #target;
    #random;
    #run;
    #byStatus = new Map();
    #outcomes = new Map();
    #wrong = [];
    #requests = 0;
    /** @param run makes this run's messageIds its own. */
    constructor(target, random, run) {
        this.#target = target;
        this.#random = random;
        this.#run = run;
    }
    get result() {
        return { requests: this.#requests, byStatus: this.#byStatus, outcomes: this.#outcomes, wrong: this.#wrong };
    }
    /** One odd request. */
    async once() {
        const ways = [() => this.#bytes(), () => this.#items(), () => this.#managed(), () => this.#asked(), () => this.#connection()];
        await ways[this.#random.weighted([4, 5, 3, 2, 0.5])]();
    }
    /** The server takes a valid event. */
    async checkAlive() {
        const body = JSON.stringify({ event: 'Alive', userId: 'fuzz', messageId: `${this.#run} alive ${this.#requests}` });
        const { status, text } = await this.#target.track('/v1/track?verbose=1', body);
        if (status !== 200 || !text.includes('"accepted"'))
            this.#wrong.push(`a valid event was answered ${status} ${text}`);
    }
    /** The books balance, and everything accepted is there. */
    async checkBooks() {
        await this.#target.ask('POST', '/flush?until=warehouse');
        const { sources } = await this.#target.ask('GET', '/sources');
        for (const { name, accounting } of sources) {
            const { received = 0, accepted = 0, duplicate = 0, quarantined = 0 } = accounting;
            if (received !== accepted + duplicate + quarantined)
                this.#wrong.push(`the books of ${name} do not balance: ${JSON.stringify(accounting)}`);
            const { rows } = await this.#target.ask('POST', '/sql', {
                query: 'SELECT toUInt32(count()) AS n FROM events WHERE source = {name:String}',
                params: { name },
            });
            if (Number(rows[0]?.n) !== accepted)
                this.#wrong.push(`${accepted} events of ${name} were accepted, and ${rows[0]?.n} are there`);
        }
    }
    /** Sends a body to one path of the tracking API and judges the answer. */
    async body(path, body, headers = {}, inflated = body) {
        const answer = await this.#target.track(`${path}?verbose=1`, body, headers);
        const what = `POST ${path} ${JSON.stringify(inflated.toString('latin1').slice(0, 300))}`;
        this.#judge(what, answer);
        const expected = isJson(inflated) ? 200 : 400;
        const tooLarge = answer.status === 400 && inflated.length > SURELY_TAKEN_BYTES && answer.text.includes('"body_too_large"');
        if (answer.status !== expected && !tooLarge)
            this.#wrong.push(`${what} was answered ${answer.status} ${answer.text.slice(0, 200)}`);
        if (answer.status === 200)
            this.#countOutcomes(what, answer, inflated);
    }
    #countOutcomes(what, { text }, body) {
        const { outcomes } = JSON.parse(text);
        for (const { status } of outcomes)
            this.#outcomes.set(status, (this.#outcomes.get(status) ?? 0) + 1);
        // A key that reaches for the prototype of an item's objects is never taken in.
        const accepted = outcomes.some(({ status }) => status === 'accepted');
        if (accepted && outcomes.length === 1 && polluting(readPartsOf(JSON.parse(body.toString('utf8')))))
            this.#wrong.push(`${what} was accepted`);
    }
    async #bytes() {
        const random = this.#random;
        const path = random.pick(PATHS);
        const item = nastyItem(random, this.#newId());
        const body = random.chance(0.3)
            ? noise(random)
            : mutated(random, path.endsWith('b') || path.endsWith('batch') ? `{"batch":[${item}]}` : item);
        await this.#sendSomehow(path, body);
    }
    async #items() {
        const random = this.#random;
        const items = Array.from({ length: random.integer(1, 6) }, () => nastyItem(random, this.#newId()));
        const isBatch = random.chance(0.6);
        const context = random.chance(0.3) ? `,"context":${nastyJson(random)},"sentAt":${nastyJson(random, 0)}` : '';
        const text = isBatch ? `{"batch":[${items.join(',')}]${context}}` : items[0];
        await this.#sendSomehow(isBatch ? '/v1/batch' : random.pick(SINGLE_PATHS), Buffer.from(text));
    }
    /** As it is, as text/plain like a beacon, or packed. */
    async #sendSomehow(path, body) {
        const way = this.#random.integer(0, 4);
        if (way === 0)
            return this.body(path, gzipSync(body), { 'content-encoding': 'gzip' }, body);
        if (way === 1)
            return this.body(path, body, { 'content-type': 'text/plain' });
        if (way === 2)
            return this.#packedWrongly(path, body);
        return this.body(path, body, way === 3 ? { 'content-type': this.#random.pick(['', 'x', 'application/xml', 'application/json; charset=utf-16']) } : {});
    }
    /** Packing that is cut, has something behind it, or is none: never 200 and never 5xx. */
    async #packedWrongly(path, body) {
        const packed = gzipSync(body);
        const [bytes, encoding] = this.#random.pick([
            [packed.subarray(0, Math.max(1, packed.length - this.#random.integer(1, 10))), 'gzip'],
            [body.length > 0 ? body : Buffer.from('x'), 'gzip'],
            [packed, 'br'],
            [packed, 'gzip, gzip'],
            [packed, 'nonsense'],
            [gzipSync(Buffer.alloc(3_000_000)), 'gzip'],
        ]);
        const answer = await this.#target.track(path, bytes, { 'content-encoding': encoding });
        this.#judge(`POST ${path} with content-encoding ${encoding}`, answer);
        if (answer.status === 200)
            this.#wrong.push(`a body packed as ${encoding} that cannot be read was answered 200`);
    }
    async #managed() {
        const random = this.#random;
        const [method, path, valid] = random.pick(MANAGED);
        const body = random.chance(0.5)
            ? mutated(random, valid)
            : random.chance(0.2)
                ? noise(random, 300)
                : Buffer.from(this.#nastyManaged(valid));
        const packed = random.chance(0.1);
        const answer = await this.#target.manage(method, path, packed ? gzipSync(body) : body, packed ? { 'content-encoding': 'gzip' } : {});
        const what = `${method} ${path} ${JSON.stringify(body.toString('latin1').slice(0, 300))}`;
        this.#judge(what, answer);
        if (answer.status === 200 && !isJson(body))
            this.#wrong.push(`${what} was answered 200`);
    }
    /** A valid body in which a value is replaced by anything. */
    #nastyManaged(valid) {
        const values = [...valid.matchAll(/(?<=:)(?:"[^"]*"|\d+|\[[^\]]*\]|\{[^}]*\})/g)];
        const replaced = this.#random.pick(values);
        return valid.slice(0, replaced.index) + nastyJson(this.#random) + valid.slice(replaced.index + replaced[0].length);
    }
    async #asked() {
        const random = this.#random;
        const value = random.pick([
            '',
            '-1',
            '0',
            '1e9',
            'null',
            '../../etc/passwd',
            '%',
            "' OR 1=1",
            'x'.repeat(700),
            '2026-02-30',
            '9'.repeat(30),
            '__proto__',
        ]);
        const query = new URLSearchParams({ [random.pick(ASKED_FOR)]: value, [random.pick(ASKED_FOR)]: value });
        const path = random.chance(0.3)
            ? `/customers/${random.pick(['%00', '%ff', 'userId', ':', 'userId:%F0%9F%99%82', '__proto__:x', 'customerId:c_'])}`
            : random.pick(ASKED);
        this.#judge(`GET ${path}?${query}`, await this.#target.manage('GET', `${path}?${query}`));
    }
    /** Broken HTTP, each on a connection of its own. */
    async #connection() {
        const random = this.#random;
        const body = `{"event":"Cut","userId":"fuzz","messageId":"${this.#newId()}"}`;
        const head = (lines) => ['POST /v1/track HTTP/1.1', 'Host: x', ...lines, '', ''].join('\r\n');
        const bytes = random.pick([
            head([`Content-Length: ${body.length + 50}`]) + body,
            head([`Content-Length: ${body.length - 5}`]) + body,
            head(['Content-Length: -1']) + body,
            head(['Content-Length: 5', 'Content-Length: 6']) + body,
            head(['Transfer-Encoding: chunked']) + `zz\r\n${body}`,
            head(['Transfer-Encoding: chunked', 'Content-Length: 3']) + body,
            head(['Transfer-Encoding: chunked']) + `5\r\n${body.slice(0, 5)}\r\n`,
            head(['Expect: 100-continue', `Content-Length: ${body.length}`]),
            head([`X-Long: ${'x'.repeat(20_000)}`]),
            head(Array.from({ length: 3_000 }, (_, number) => `X-${number}: 1`)),
            head(['Bad Header: \u0001', `Content-Length: ${body.length}`]) + body,
            'NONSENSE / HTTP/9.9\r\n\r\n',
            'GET / HTTP/1.1\r\n\r\n',
            `GET /${'%2e%2e/'.repeat(50)}etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n`,
            noise(random, 500).toString('latin1'),
        ]);
        this.#requests++;
        const back = await this.#target.raw(Buffer.from(bytes, 'latin1'), random.chance(0.5));
        const status = /^HTTP\/1\.1 (\d+)/.exec(back)?.[1];
        if (status?.startsWith('5') === true)
            this.#wrong.push(`${JSON.stringify(bytes.slice(0, 200))} was answered ${status}`);
    }
    #judge(what, { status, text }) {
        this.#requests++;
        this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
        if (status >= 500 || status < 200)
            this.#wrong.push(`${what} was answered ${status} ${text.slice(0, 300)}`);
        else if (status >= 400 && !saysWhy(text))
            this.#wrong.push(`${what} was answered ${status} without a code: ${text.slice(0, 300)}`);
    }
    #newId() {
        return `${this.#run} ${this.#random.integer(0, 1_000_000)}`;
    }
}
/** JSON in UTF-8, by the platform's own reader. */
function isJson(bytes) {
    if (!isUtf8(bytes))
        return false;
    try {
        JSON.parse(bytes.toString('utf8'));
        return true;
    }
    catch {
        return false;
    }
}
function saysWhy(text) {
    try {
        const { code } = JSON.parse(text);
        return typeof code === 'string';
    }
    catch {
        return false;
    }
}
/** What of a body an item is made of: of a batch's own fields only the context. */
function readPartsOf(body) {
    if (typeof body !== 'object' || body === null || !('batch' in body))
        return body;
    return [body.batch, 'context' in body ? body.context : null];
}
/** Whether a value has a key that reaches for a prototype, anywhere. */
function polluting(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    if (Object.hasOwn(value, '__proto__'))
        return true;
    return Object.values(value).some(polluting);
}
