import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanItems } from '../src/clean/clean-items.js';
import { FETCHING_KINDS } from '../src/collect/ways-in/table.js';
import { openEngine } from '../src/engine.js';
import { drive } from '../src/simulation/cars/drive.js';
import { Random } from '../src/simulation/random.js';
import { isJsonObject, ownValue } from '../src/vocabulary/json.js';
import { readWorkspace } from '../src/workspace/read-workspace.js';
import { CAR_LIVES } from './car-lives.js';
import { delivery } from './cleaning.js';
import { eventually, FakeFetching } from './fake-fetching.js';
import { MqttBroker } from './mqtt-broker.js';
const example = fileURLToPath(new URL('../../../examples/connected-car', import.meta.url));
const CARS = 8;
describe('the connected car', () => {
    let folder;
    let engine;
    let broker;
    let definitions;
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'cusp-car-'));
        engine = await openEngine({ data: folder });
        broker = await MqttBroker.start();
        const workspace = await readWorkspace(example);
        expect(workspace.problems).toEqual([]);
        definitions = workspace.definitions.map(({ definition }) => definition);
    });
    afterAll(async () => {
        await engine.close();
        await broker.stop();
        await rm(folder, { recursive: true, force: true });
    });
    test('its definitions are in order', async () => {
        expect(await engine.plan(definitions)).toHaveLength(definitions.length);
        await engine.publish(definitions, { by: 'test' });
    });
    test('simulated drives over a broker end in the events, moments and segments that happened', async () => {
        const listening = listen();
        await eventually(() => listening.status().lastSuccessAt !== null, 'the connection');
        const drives = await publishDrives();
        const messages = drives.reduce((sum, { messages: said }) => sum + said.length, 0);
        await eventually(() => listening.status().progress['received'] >= messages, 'all messages');
        await listening.stop();
        await engine.flush();
        expect(engine.sources().find(({ name }) => name === 'cars')).toMatchObject({
            accounting: { accepted: messages, duplicate: 0, quarantined: 0 },
        });
        const sum = (of) => drives.reduce((total, each) => total + of(each), 0);
        expect(moments('giving_up_in_a_menu')).toBe(sum(({ truth }) => truth.gaveUp));
        expect(moments('voice_retries')).toBe(sum(({ truth }) => truth.retried));
        expect(moments('found_it_by_voice')).toBe(sum(({ truth }) => truth.foundByVoice));
        expect(sum(({ truth }) => truth.gaveUp + truth.retried)).toBeGreaterThan(3);
        expect(members('unhappy_drivers')).toBe(sum(({ truth }) => Number(truth.unhappy)));
        expect(members('mile_eaters')).toBe(sum(({ truth }) => Number(truth.km >= 100)));
        expect(members('on_the_road')).toBe(0);
        expect(members('drove_lately')).toBe(CARS);
        const { items } = engine.timeline({ subject: 'person', type: 'userId', value: 'driver0' }, { limit: 500 }) ?? { items: [] };
        expect(items.length).toBeGreaterThan(3);
        expect(new Set(items.map(({ session }) => session?.channel))).toEqual(new Set(['car']));
    });
    test('drivers have the moments that they live through, and not those that they nearly do', async () => {
        const listening = listen();
        await eventually(() => listening.status().lastSuccessAt !== null, 'the connection');
        const device = await broker.device('lives');
        const start = engine.clock.now() - 3_600_000;
        const messages = CAR_LIVES.flatMap(([driver, { says }]) => says.map((said, n) => ({ driver, said, id: `${driver}-${n}` })));
        for (const { driver, said, id } of messages) {
            const [seconds, topic, fields] = said;
            const payload = { id, at: new Date(start + seconds * 1_000).toISOString(), driver, ...fields };
            await device.publishAsync(`cars/one/${topic}`, JSON.stringify(payload), { qos: 1 });
        }
        await device.endAsync();
        await eventually(() => listening.status().progress['received'] >= messages.length, 'all messages');
        await listening.stop();
        await engine.flush();
        expect(engine.sources().find(({ name }) => name === 'cars')).toMatchObject({ accounting: { quarantined: 0 } });
        for (const [driver, { moment, times }] of CAR_LIVES) {
            const identifier = { subject: 'person', type: 'userId', value: driver };
            expect(engine.moments({ name: moment, identifier }).items, driver).toHaveLength(times);
        }
    });
    function moments(name) {
        return engine.moments({ name, limit: 1_000 }).items.length;
    }
    function members(name) {
        return engine.segment(name)?.count ?? -1;
    }
    /** The way in as its definition says, but for the broker's address. */
    function listen() {
        const source = definitions.find((definition) => definition['kind'] === 'source') ?? {};
        const from = ownValue(source, 'from');
        const settings = isJsonObject(from) && isJsonObject(from['mqtt']) ? from['mqtt'] : {};
        const kind = FETCHING_KINDS.find(({ wayIn }) => wayIn === 'mqtt');
        const mapping = ownValue(source, 'mapping');
        if (kind === undefined || !isJsonObject(mapping))
            throw new Error('the example has no MQTT source');
        const listening = new FakeFetching().open(kind, { ...settings, url: broker.url }, mapping, {
            source: 'cars',
            take: (items) => {
                const now = engine.clock.now();
                return engine.accept('cars', cleanItems(items, delivery({ source: 'cars', receivedAt: now, now })));
            },
        });
        listening.start();
        return listening;
    }
    async function publishDrives() {
        const device = await broker.device('cars');
        const random = Random.of('connected car');
        const start = engine.clock.now() - 3 * 3_600_000;
        const drives = Array.from({ length: CARS }, (_, n) => drive(random.forkAt(n), { car: `car${n}`, driver: `driver${n}`, start }));
        for (const { messages } of drives) {
            for (const { topic, payload } of messages)
                await device.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
        }
        await device.endAsync();
        return drives;
    }
});
