import { hash } from 'node:crypto';
import type { IPublishPacket } from 'mqtt';
import { ERRORS } from '../../../runtime/error-catalogue.js';
import { CuspError } from '../../../runtime/errors.js';
import type { Instant } from '../../../vocabulary/instant.js';
import type { Json, JsonObject } from '../../../vocabulary/json.js';
import type { WayInStatus } from '../../../vocabulary/source.js';
import { documentMapper, type DocumentMapper } from '../../mapping/document-mapper.js';
import { valueAt } from '../../mapping/document-path.js';
import { LONGEST_RAW, type MappedRow } from '../../mapping/import-item.js';
import type { MappingBody } from '../../mapping/mapping.js';
import { deliverRows, Stopped } from '../deliver-rows.js';
import { pause, retryDelay } from '../../../runtime/pause.js';
import type { Fetching, FetchingInput } from '../way-in.js';
import { WayInState } from '../way-in-state.js';
import { BrokerConnection } from './connection.js';
import { Inbox } from './inbox.js';
import { documentOf, type Message, type MessageDocument, messageOf } from './message.js';
import type { MqttSettings } from './settings.js';
import { type MessageKey, readSessionRecord, Unconfirmed } from './unconfirmed.js';

const IN_FLIGHT = 1_000;

/** A message with what it counts under. */
interface Keyed {
  readonly message: Message;
  readonly bytes: number;
  readonly key: string;
  /** `known` by an id of its own, or because it is a state; else as `unconfirmed.ts` tells it. */
  readonly coming: MessageKey['coming'] | 'known';
  readonly document: JsonObject;
  readonly fault: string | undefined;
}

/** A broker that is listened to. A message is acknowledged once it is on disk, and not before. */
export class Listening implements Fetching {
  readonly #input: FetchingInput;
  readonly #settings: MqttSettings;
  readonly #map: DocumentMapper;
  readonly #ownId: ((document: JsonObject) => Json | undefined) | undefined;
  readonly #state: WayInState;
  readonly #inbox: Inbox<Keyed>;
  readonly #unconfirmed: Unconfirmed;
  readonly #stop = new AbortController();
  readonly #totals = { received: 0, redelivered: 0, retainedIgnored: 0, accepted: 0, duplicate: 0, quarantined: 0, connections: 0 };
  #restored = false;
  #topics: readonly string[] = [];
  #connection: BrokerConnection | undefined;
  /** What each ping under way confirms once it is answered, in their order. */
  #pings: (readonly string[])[] = [];
  /** Why the connection was broken off, when it was by us. */
  #cause: unknown;
  #work: Promise<unknown> | undefined;

  /** @throws CuspError invalid_mapping */
  constructor(input: FetchingInput) {
    this.#input = input;
    this.#settings = input.settings as MqttSettings;
    const { id, inFlight = IN_FLIGHT } = this.#settings;
    this.#map = documentMapper((input.mapping ?? {}) as MappingBody, input.source);
    this.#ownId = id === undefined ? undefined : valueAt(id);
    this.#state = new WayInState(input.clock);
    this.#inbox = new Inbox(inFlight);
    // Messages of the connection before, and of this one.
    this.#unconfirmed = new Unconfirmed(2 * inFlight);
  }

  start(): void {
    this.#work ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
    this.#state.stopped();
  }

  status(): WayInStatus {
    return this.#state.status({ ...this.#totals, unconfirmed: this.#unconfirmed.size });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const taking = this.#takeBatches();
    while (!signal.aborted) {
      this.#state.running();
      try {
        await this.#restore();
        await this.#listen();
      } catch (error) {
        if (!signal.aborted) this.#failed(error);
      }
      if (signal.aborted) break;
      const wait = retryDelay(Math.max(1, this.#state.failures), this.#input.random());
      this.#state.waits(wait);
      await pause(this.#input.clock, wait, signal);
    }
    this.#inbox.close();
    await taking;
    await this.#connection?.end();
  }

  /** Reads what is known of the session, once. */
  async #restore(): Promise<void> {
    if (this.#restored) return;
    const { topics, unconfirmed } = readSessionRecord(await this.#input.checkpoint.read());
    this.#topics = topics;
    this.#unconfirmed.restore(unconfirmed);
    this.#restored = true;
  }

  #failed(error: unknown): void {
    this.#state.failed(error);
    this.#input.onFault(error);
  }

  /** Opens a connection and stays with it until it is over or there is to be an end. */
  async #listen(): Promise<void> {
    const { signal } = this.#stop;
    const number = ++this.#totals.connections;
    this.#pings = [];
    const connection = await BrokerConnection.begin(
      this.#settings,
      this.#input,
      {
        onMessage: (packet) => this.#heard(packet, number),
        onPing: () => this.#pings.push(this.#unconfirmed.awaitingConfirmation()),
        onPong: () => this.#unconfirmed.confirmed(this.#pings.shift() ?? []),
      },
      signal,
    );
    this.#connection = connection;
    const sessionPresent = await connection.sessionPresent;
    await this.#subscribe(connection, sessionPresent);
    this.#state.succeeded();
    await Promise.race([connection.closed, aborted(signal)]);
    const cause = this.#cause ?? new CuspError(ERRORS.sourceUnreachable, 'the connection to the broker is over');
    this.#cause = undefined;
    if (!signal.aborted) throw cause;
  }

  async #subscribe(connection: BrokerConnection, sessionPresent: boolean): Promise<void> {
    const wanted = this.#settings.topics.map(({ topic, qos = 1 }) => `${qos} ${topic}`);
    const same = wanted.length === this.#topics.length && wanted.every((topic) => this.#topics.includes(topic));
    if (sessionPresent && same) return;
    if (!sessionPresent) this.#unconfirmed.forget();
    const filters = new Set(this.#settings.topics.map(({ topic }) => topic));
    const left = this.#topics.map((topic) => topic.slice(2)).filter((topic) => !filters.has(topic));
    if (sessionPresent) await connection.unsubscribe(left);
    await connection.subscribe(this.#settings);
    this.#topics = wanted;
    await this.#record();
  }

  #record(): Promise<void> {
    return this.#input.checkpoint.write({ topics: [...this.#topics], unconfirmed: this.#unconfirmed.value() });
  }

  /** Resolves once the next message may come. */
  #heard(packet: IPublishPacket, connection: number): Promise<void> {
    // What comes while there is to be an end is not acknowledged, and comes again.
    if (this.#stop.signal.aborted) return new Promise(() => undefined);
    return this.#inbox.add(this.#keyed(messageOf(packet, connection, this.#input.clock.now())));
  }

  async #takeBatches(): Promise<void> {
    for (let batch = await this.#inbox.next(); batch !== undefined; batch = await this.#inbox.next()) {
      try {
        await this.#take(batch);
      } catch (error) {
        if (!(error instanceof Stopped)) this.#cause = error;
        // Without acknowledgement the broker sends these again, but only to a new connection.
        this.#connection?.break();
      }
      this.#inbox.done(batch);
    }
  }

  async #take(batch: readonly Keyed[]): Promise<void> {
    // What a message counts under is written down before it is taken in, so that it is known when it comes again after a crash.
    if (batch.some(({ coming }) => coming === 'new')) await this.#record();
    const wanted = batch.filter(({ message }) => !this.#isIgnored(message));
    const delivered = await deliverRows(
      wanted.flatMap((message) => this.#rowsOf(message)),
      this.#input,
      this.#stop.signal,
    );
    this.#acknowledge(batch);
    this.#totals.received += batch.length;
    this.#totals.retainedIgnored += batch.length - wanted.length;
    this.#totals.redelivered += batch.filter(({ coming }) => coming === 'again' || coming === 'twice').length;
    this.#totals.accepted += delivered.accepted;
    this.#totals.duplicate += delivered.duplicate;
    this.#totals.quarantined += delivered.quarantined;
    if (this.#connection?.alive === true) this.#state.succeeded();
  }

  #isIgnored({ retained }: Message): boolean {
    return retained && this.#settings.retained === 'ignore';
  }

  /** Finds what a message counts under. */
  #keyed(message: Message): Keyed {
    const { payload: kind = 'json' } = this.#settings;
    const read = (receivedAt: Instant): MessageDocument => documentOf(message, kind, receivedAt);
    const first = read(message.receivedAt);
    const base = { message, bytes: message.payload.length };
    const ownId = first.fault === undefined ? this.#ownId?.(first.document) : undefined;
    if (typeof ownId === 'string' || typeof ownId === 'number') {
      return { ...base, key: JSON.stringify(['own', message.topic, ownId]), coming: 'known', ...first };
    }
    // A retained message is a state, and the same state is sent with every new subscription.
    if (message.retained) return { ...base, key: `retained ${message.digest}`, coming: 'known', ...first };
    const { key, receivedAt, coming } = this.#unconfirmed.keyOf(message);
    return { ...base, key, coming, ...(receivedAt === message.receivedAt ? first : read(receivedAt)) };
  }

  #rowsOf({ key, document, fault }: Keyed): readonly MappedRow[] {
    if (fault === undefined) return this.#map(document, key);
    const messageId = `mqtt-${hash('sha256', key, 'hex').slice(0, 32)}`;
    const raw = JSON.stringify(document).slice(0, LONGEST_RAW);
    return [{ kind: 'unmappable', row: { messageId, row: 1, field: 'payload', detail: fault, raw } }];
  }

  #acknowledge(batch: readonly Keyed[]): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const current = batch.filter(({ message }) => message.connection === this.#totals.connections);
    // One acknowledgement for each: a second one might be taken for that of the next message with this packet id.
    const once = current.filter(({ coming }) => coming !== 'twice');
    connection.acknowledge([...new Set(once.flatMap(({ message: { packetId } }) => packetId ?? []))]);
    this.#unconfirmed.acknowledged(new Set(current.map(({ key }) => key)));
    if (this.#unconfirmed.size > 0) connection.ping();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
