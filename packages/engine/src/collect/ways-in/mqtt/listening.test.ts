import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, FakeFetching } from '../../../../test/fake-fetching.js';
import { MqttBroker } from '../../../../test/mqtt-broker.js';
import { systemClock } from '../../../runtime/clock.js';
import { Random } from '../../../simulation/random.js';
import type { JsonObject } from '../../../vocabulary/json.js';
import type { Listening } from './listening.js';
import { mqttKind } from './mqtt-kind.js';

const MAPPING: JsonObject = {
  anonymousId: 'topic.1',
  event: 'Menu Used',
  properties: { item: 'payload.item', n: { column: 'payload.n', type: 'integer' }, kind: 'topic.2', topic: 'topic.full' },
};

describe('listening to a broker', () => {
  let broker: MqttBroker;
  let fake: FakeFetching;
  let device: MqttClient;
  const open: Listening[] = [];

  beforeEach(async () => {
    broker = await MqttBroker.start();
    fake = new FakeFetching();
    device = await broker.device('device');
  });
  afterEach(async () => {
    for (const listening of open.splice(0)) await listening.stop();
    await device.endAsync(true);
    await broker.stop();
  });

  const opened = (over: JsonObject = {}, mapping = MAPPING): Listening => {
    const settings = { url: broker.url, clientId: 'cusp', topics: [{ topic: 'cars/+/menu', qos: 1 }], ...over };
    const listening = fake.open<Listening>(mqttKind, settings, mapping);
    open.push(listening);
    return listening;
  };
  const started = async (over: JsonObject = {}, mapping = MAPPING): Promise<Listening> => {
    const listening = opened(over, mapping);
    listening.start();
    await eventually(() => listening.status().state === 'running' && listening.status().lastSuccessAt !== null, 'the connection');
    return listening;
  };
  const press = (n: number, over: JsonObject = {}): Promise<unknown> =>
    device.publishAsync('cars/car1/menu', JSON.stringify({ item: 'radio', n, ...over }), { qos: 1 });
  const numbers = (): number[] => fake.engine.events.map(({ properties }) => properties['n'] as number);

  test('a message becomes an event, with the levels of its topic', async () => {
    await started();
    await press(1);
    await eventually(() => fake.engine.events.length === 1);
    expect(fake.engine.events[0]).toMatchObject({
      anonymousId: 'car1',
      event: 'Menu Used',
      properties: { item: 'radio', n: 1, kind: 'menu', topic: 'cars/car1/menu' },
    });
  });

  test('two equal presses of a button are two', async () => {
    const listening = await started();
    for (let n = 0; n < 5; n++) await press(1);
    await eventually(() => listening.status().progress['received'] === 5);
    expect(fake.engine.books).toMatchObject({ accepted: 5, duplicate: 0 });
  });

  test('what comes while nobody listens waits in the session', async () => {
    const listening = await started();
    await listening.stop();
    await press(1);
    await press(2);
    await started();
    await eventually(() => fake.engine.events.length === 2);
    expect(numbers()).toEqual([1, 2]);
  });

  test('10,000 messages, each once and in order', async () => {
    const listening = await started();
    const sent: Promise<unknown>[] = [];
    for (let n = 0; n < 10_000; n++) sent.push(press(n));
    await Promise.all(sent);
    await eventually(() => fake.engine.events.length >= 10_000, 'all of them');
    expect(numbers()).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(fake.engine.books).toMatchObject({ accepted: 10_000, duplicate: 0 });
    await eventually(() => listening.status().progress['unconfirmed'] === 0, 'the confirmation');
  });

  test('no acknowledgement goes out before the messages are on disk', async () => {
    const acknowledged: number[] = [];
    broker.aedes.on('ack', (_packet, client) => {
      if (client.id === 'cusp') acknowledged.push(fake.engine.events.length);
    });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await started();
    fake.beforeTake = () => held;
    await press(1);
    await press(2);
    await eventually(() => fake.takes === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(acknowledged).toEqual([]);
    release();
    await eventually(() => acknowledged.length === 2);
    expect(acknowledged[0]).toBeGreaterThan(0);
  });

  test('killed between take and acknowledgement: it comes again and counts once', async () => {
    const clock = systemClock();
    const settings = { url: broker.url, clientId: 'cusp', topics: [{ topic: 'cars/+/menu' }] };
    // A killed process acknowledges nothing, says no goodbye, and does not come back: its clock wakes nobody.
    const killed = fake.open<Listening>(mqttKind, settings, MAPPING, { clock: { now: () => clock.now(), wakeAt: () => () => undefined } });
    killed.start();
    await eventually(() => killed.status().lastSuccessAt !== null);
    fake.afterTake = () => {
      broker.cut();
      return new Promise(() => undefined);
    };
    await press(1);
    await eventually(() => fake.engine.events.length === 1);
    fake.afterTake = () => Promise.resolve();
    device = await broker.device('device2');
    const second = await started();
    await eventually(() => second.status().progress['received'] === 1, 'the redelivery');
    expect(fake.engine.books).toMatchObject({ accepted: 1, duplicate: 1 });
    expect(second.status().progress['redelivered']).toBe(1);
    await press(1);
    await eventually(() => fake.engine.books.accepted === 2, 'an equal press after it');
  });

  test('killed again and again, at random: every one of many equal presses counts once', async () => {
    const random = Random.of('lives');
    const settings = { url: broker.url, clientId: 'cusp', topics: [{ topic: 'cars/+/menu' }] };
    await (await started()).stop();
    let pressed = 0;
    for (let life = 0; life < 12; life++) {
      const clock = systemClock();
      const end = { dead: false };
      const deadly = random.integer(1, 3);
      const taken = fake.takes;
      const dies = (): Promise<void> => {
        if (end.dead) return new Promise(() => undefined);
        if (fake.takes - taken < deadly) return Promise.resolve();
        end.dead = true;
        broker.cutOff('cusp');
        return new Promise(() => undefined);
      };
      if (random.chance(0.5)) [fake.beforeTake, fake.afterTake] = [dies, () => Promise.resolve()];
      else [fake.beforeTake, fake.afterTake] = [() => Promise.resolve(), dies];
      const living = fake.open<Listening>(mqttKind, settings, MAPPING, {
        clock: { now: () => clock.now(), wakeAt: () => () => undefined },
      });
      living.start();
      while (!end.dead) {
        await press(7);
        pressed++;
        if (random.chance(0.5)) await new Promise((resolve) => setTimeout(resolve, random.integer(0, 5)));
      }
    }
    [fake.beforeTake, fake.afterTake] = [() => Promise.resolve(), () => Promise.resolve()];
    const last = await started();
    await eventually(() => fake.engine.events.length >= pressed, 'every press');
    await press(8);
    await eventually(() => numbers().includes(8), 'the last one');
    expect(fake.engine.events.length).toBe(pressed + 1);
    expect(last.status().progress['quarantined']).toBe(0);
  });

  test('what fails for another reason breaks the connection, and comes again', async () => {
    const listening = await started();
    fake.beforeTake = () => (fake.takes === 1 ? Promise.reject(new Error('an error of ours')) : Promise.resolve());
    await press(1);
    await eventually(() => listening.status().failure?.code === 'internal', 'the failure');
    await eventually(() => fake.engine.events.length === 1, 'the message');
    await eventually(() => listening.status().failure === null, 'the recovery');
  });

  test('while the journal is unavailable nothing is acknowledged; afterwards all of it counts once', async () => {
    const listening = await started({ inFlight: 10 });
    fake.unavailable = true;
    for (let n = 0; n < 50; n++) await press(n);
    await eventually(() => fake.faults.length > 0);
    expect(fake.engine.events).toHaveLength(0);
    await listening.stop();
    fake.unavailable = false;
    await started({ inFlight: 10 });
    await eventually(() => fake.engine.events.length === 50);
    expect(numbers()).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test('connections that are cut at random lose nothing, and count nothing twice', async () => {
    const random = Random.of('cuts');
    await started();
    for (let n = 0; n < 300; n++) {
      await press(n);
      if (random.chance(0.02)) broker.cut();
    }
    await eventually(() => new Set(numbers()).size === 300, 'all of them');
    // The device, too, sends again what it has no acknowledgement for: then the broker has it twice, and hands both on as new.
    const twice = numbers().length - 300;
    expect(twice).toBeLessThanOrEqual(10);
  });

  test("with the payload's own id, what the device sends twice counts once", async () => {
    const random = Random.of('cuts');
    await started({ id: 'payload.n' });
    for (let n = 0; n < 300; n++) {
      await press(n);
      if (random.chance(0.1)) await press(n);
      if (random.chance(0.02)) broker.cut();
    }
    await eventually(() => numbers().length >= 300, 'all of them');
    expect([...numbers()].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  test('a broker that restarts, with its sessions, loses nothing', async () => {
    const listening = await started();
    await press(1);
    await eventually(() => fake.engine.events.length === 1);
    await broker.restart();
    await eventually(() => device.connected, 'the device');
    await press(2);
    await eventually(() => fake.engine.events.length === 2, 'the message after it');
    expect(listening.status()).toMatchObject({ state: 'running', failure: null });
    expect(numbers()).toEqual([1, 2]);
  });

  test('bad payloads are put aside with their topic and the reason, and acknowledged', async () => {
    const listening = await started();
    await device.publishAsync('cars/car1/menu', 'no json', { qos: 1 });
    await device.publishAsync('cars/car1/menu', Buffer.from([0xff, 0xfe]), { qos: 1 });
    await device.publishAsync('cars/car1/menu', '', { qos: 1 });
    await device.publishAsync('cars/car1/menu', '{"n":"seven"}', { qos: 1 });
    await device.publishAsync('cars/car1/menu', '{"__proto__":{"x":1},"n":1}', { qos: 1 });
    await eventually(() => listening.status().progress['received'] === 5);
    expect(fake.putAside.map(({ field, detail }) => `${field} ${detail}`)).toEqual([
      'payload is no JSON',
      'payload is not UTF-8 (it is kept as base64)',
      'payload is no JSON',
      expect.stringContaining('payload.n'),
    ]);
    expect(fake.putAside.every(({ raw }) => raw.includes('cars/car1/menu'))).toBe(true);
    expect(fake.engine.books.accepted).toBe(1);
  });

  test.each([
    ['text', 'up', 'up'],
    ['base64', Buffer.from([0, 255]), 'AP8='],
  ] as const)('payloads that are %s', async (payload, sent, item) => {
    await started({ payload }, { ...MAPPING, properties: { item: 'payload' } });
    await device.publishAsync('cars/car1/menu', Buffer.from(sent as string), { qos: 1 });
    await eventually(() => fake.engine.events.length === 1);
    expect(fake.engine.events[0]?.properties).toEqual({ item });
  });

  test('a retained message counts once, however often it is sent anew; it can be ignored', async () => {
    await device.publishAsync('cars/car1/menu', '{"item":"state","n":1}', { qos: 1, retain: true });
    const first = await started();
    await eventually(() => fake.engine.events.length === 1);
    await first.stop();
    const second = await started({ topics: [{ topic: 'cars/+/menu' }, { topic: 'cars/car1/#' }] });
    await eventually(() => (second.status().progress['received'] as number) >= 1);
    expect(fake.engine.books).toMatchObject({ accepted: 1 });
    await second.stop();
    const third = await started({ clientId: 'another', retained: 'ignore' });
    await eventually(() => third.status().progress['retainedIgnored'] === 1);
    expect(fake.engine.books.accepted).toBe(1);
  });

  test('topics that are no longer named are no longer heard', async () => {
    const first = await started({ topics: [{ topic: 'cars/+/menu' }, { topic: 'cars/+/voice' }] });
    await first.stop();
    await started();
    await device.publishAsync('cars/car1/voice', '{"n":1}', { qos: 1 });
    await press(2);
    await eventually(() => fake.engine.events.length === 1);
    expect(numbers()).toEqual([2]);
  });

  test('a message of QoS 0 is taken as it comes', async () => {
    await started({ topics: [{ topic: 'cars/+/menu', qos: 0 }] });
    await press(1);
    await press(1);
    await eventually(() => fake.engine.events.length === 2);
  });

  test('a wrong password, a missing secret, a forbidden address, nobody there: failing, with a code', async () => {
    await broker.stop();
    broker = await MqttBroker.start({
      authenticate: (client, _user, password, done) => done(null, client.id === 'device' || String(password) === 'right'),
    });
    device = await broker.device('device');
    fake.secrets.set('broker', 'wrong');
    const failing = async (over: JsonObject, code: string): Promise<void> => {
      const listening = opened(over);
      listening.start();
      await eventually(() => listening.status().failure !== null, code);
      expect(listening.status()).toMatchObject({ state: 'failing', failure: { code } });
      expect(JSON.stringify(listening.status())).not.toContain('wrong');
      await listening.stop();
    };
    await failing({ username: 'u', password: { secret: 'broker' } }, 'source_refused');
    await failing({ username: 'u', password: { secret: 'none' } }, 'missing_secret');
    await failing({ url: 'mqtt://127.0.0.2:1' }, 'forbidden_address');
    await failing({ url: 'mqtt://127.0.0.1:1' }, 'source_unreachable');
    fake.secrets.set('broker', 'right');
    await started({ username: 'u', password: { secret: 'broker' } });
  });

  test('a topic that the broker does not let us hear', async () => {
    await broker.stop();
    broker = await MqttBroker.start({ authorizeSubscribe: (_client, _subscription, done) => done(null, null) });
    device = await broker.device('device');
    const listening = opened();
    listening.start();
    await eventually(() => listening.status().failure !== null);
    expect(listening.status().failure?.code).toBe('source_refused');
  });

  test('settings that fit their schema and no broker', () => {
    const base = { url: 'mqtts://h', clientId: 'c', topics: [{ topic: '$share/g/cars/+/#' }] };
    expect(mqttKind.problems(base)).toEqual([]);
    for (const topic of ['cars/#/x', 'cars/a+', '$share/g', '$share//x', '$share/+/x', 'x#']) {
      expect(mqttKind.problems({ ...base, topics: [{ topic }] })).toEqual([`${topic} is no topic filter`]);
    }
    expect(
      mqttKind.problems({ ...base, url: 'mqtt://h', tls: { certificate: 'x' }, password: { secret: 's' }, keepSession: '1d' }),
    ).toHaveLength(4);
  });
});
