import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, FakeFetching } from '../../../../test/fake-fetching.js';
import type { Listening } from './listening.js';
import { mqttKind } from './mqtt-kind.js';

const CONNECT = 1;
const SUBSCRIBE = 8;
const PUBACK = 4;

/** Says just enough of MQTT 5, byte by byte, to hear how it is spoken to: the broker of the other tests knows 3.1.1 alone. */
class TinyBroker {
  readonly packets: Buffer[] = [];
  socket: Socket | undefined;
  readonly server: Server = createServer((socket) => {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => this.#read(bytes));
  });

  of(type: number): readonly Buffer[] {
    return this.packets.filter((packet) => (packet[0] as number) >> 4 === type);
  }

  /** Sends `t` = `{}` with packet id 513 and the user property k = v. */
  publish(): void {
    const body = Buffer.from([0, 1, 0x74, 2, 1, 7, 0x26, 0, 1, 0x6b, 0, 1, 0x76, 0x7b, 0x7d]);
    this.socket?.write(Buffer.concat([Buffer.from([0x32, body.length]), body]));
  }

  #read(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + (bytes[at + 1] as number);
      const packet = bytes.subarray(at, end);
      this.packets.push(packet);
      const type = (packet[0] as number) >> 4;
      if (type === CONNECT) this.socket?.write(Buffer.from([0x20, 3, 0, 0, 0]));
      if (type === SUBSCRIBE) this.socket?.write(Buffer.from([0x90, 4, packet[2] as number, packet[3] as number, 0, 1]));
      at = end;
    }
  }
}

let broker: TinyBroker;
let listening: Listening | undefined;

beforeEach(async () => {
  broker = new TinyBroker();
  broker.server.listen(0, '127.0.0.1');
  await once(broker.server, 'listening');
});
afterEach(async () => {
  await listening?.stop();
  broker.socket?.destroy();
  broker.server.close();
});

test('MQTT 5: the session is to be kept, what is in flight is bounded, user properties reach the mapping', async () => {
  const fake = new FakeFetching();
  const { port } = broker.server.address() as { port: number };
  const settings = {
    url: `mqtt://127.0.0.1:${port}`,
    clientId: 'c',
    version: 5,
    inFlight: 300,
    keepSession: '1h',
    topics: [{ topic: 't' }],
  };
  const mapping = { anonymousId: 'userProperties.k', event: 'E', properties: { of: 'topic.0' } };
  listening = fake.open<Listening>(mqttKind, settings, mapping);
  listening.start();
  await eventually(() => broker.of(SUBSCRIBE).length === 1, 'the subscription');
  const connect = broker.of(CONNECT)[0] as Buffer;
  expect(connect[8]).toBe(5);
  expect((connect[9] as number) & 2, 'clean start').toBe(0);
  // Session expiry interval (17) of 3600 seconds, receive maximum (33) of 300.
  expect(connect.includes(Buffer.from([17, 0, 0, 0x0e, 0x10]))).toBe(true);
  expect(connect.includes(Buffer.from([33, 1, 44]))).toBe(true);
  // Retained messages with a new subscription only (16), flags as published (8), QoS 1.
  expect(broker.of(SUBSCRIBE)[0]?.at(-1)).toBe(16 + 8 + 1);
  broker.publish();
  await eventually(() => broker.of(PUBACK).length === 1, 'the acknowledgement');
  expect(broker.of(PUBACK)[0]).toEqual(Buffer.from([0x40, 2, 2, 1]));
  expect(fake.engine.events).toMatchObject([{ anonymousId: 'v', properties: { of: 't' } }]);
});
