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
import { pause, retryDelay } from '../pause.js';
import type { Fetching, FetchingInput } from '../way-in.js';
import { WayInState } from '../way-in-state.js';
import { BrokerConnection } from './connection.js';
import { Inbox } from './inbox.js';
import { documentOf, type Message, messageOf } from './message.js';
import type { MqttSettings } from './settings.js';
import { readSessionRecord, Unconfirmed } from './unconfirmed.js';

const IN_FLIGHT = 1_000;

/** A message with what it counts under. */
interface Keyed {
  readonly message: Message;
  readonly key: string;
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
  readonly #inbox: Inbox;
  readonly #unconfirmed: Unconfirmed;
  readonly #stop = new AbortController();
  readonly #totals = { received: 0, redelivered: 0, retainedIgnored: 0, accepted: 0, duplicate: 0, quarantined: 0, connections: 0 };
  #restored = false;
  #topics: readonly string[] = [];
  #connection: BrokerConnection | undefined;
  /** What each ping under way confirms once it is answered, in their order. */
  #pings: (readonly string[])[] = [];
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
    if (!signal.aborted) throw new CuspError(ERRORS.sourceUnreachable, 'the connection to the broker is over');
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
    return this.#inbox.add(messageOf(packet, connection, this.#input.clock.now()));
  }

  async #takeBatches(): Promise<void> {
    for (let batch = await this.#inbox.next(); batch !== undefined; batch = await this.#inbox.next()) {
      try {
        await this.#take(batch);
      } catch (error) {
        if (!(error instanceof Stopped)) this.#failed(error);
        // Without acknowledgement the broker sends these again, but only to a new connection.
        this.#connection?.break();
      }
      this.#inbox.done(batch);
    }
  }

  async #take(batch: readonly Message[]): Promise<void> {
    const keyed = await this.#keyed(batch);
    const rows = keyed.flatMap((message) => this.#rowsOf(message));
    const delivered = await deliverRows(rows, this.#input, this.#stop.signal);
    this.#acknowledge(batch, keyed);
    this.#totals.received += batch.length;
    this.#totals.accepted += delivered.accepted;
    this.#totals.duplicate += delivered.duplicate;
    this.#totals.quarantined += delivered.quarantined;
    if (this.#connection?.alive === true) this.#state.succeeded();
  }

  /** Finds what each message counts under, and writes that down before anything is taken in. */
  async #keyed(batch: readonly Message[]): Promise<readonly Keyed[]> {
    let news = false;
    const keyed = batch.flatMap((message) => {
      if (message.retained && this.#settings.retained === 'ignore') {
        this.#totals.retainedIgnored++;
        return [];
      }
      const found = this.#keyOf(message);
      news ||= found.isNew;
      return [found];
    });
    if (news) await this.#record();
    return keyed;
  }

  #keyOf(message: Message): Keyed & { readonly isNew: boolean } {
    const { payload: kind = 'json' } = this.#settings;
    const read = (receivedAt: Instant): Pick<Keyed, 'document' | 'fault'> => documentOf(message, kind, receivedAt);
    const first = read(message.receivedAt);
    const ownId = first.fault === undefined ? this.#ownId?.(first.document) : undefined;
    if (typeof ownId === 'string' || typeof ownId === 'number') {
      return { message, key: JSON.stringify(['own', message.topic, ownId]), ...first, isNew: false };
    }
    // A retained message is a state, and the same state is sent with every new subscription.
    if (message.retained) return { message, key: `retained ${message.digest}`, ...first, isNew: false };
    const { key, receivedAt, isNew } = this.#unconfirmed.keyOf(message);
    if (!isNew && receivedAt !== message.receivedAt) this.#totals.redelivered++;
    return { message, key, ...(receivedAt === message.receivedAt ? first : read(receivedAt)), isNew };
  }

  #rowsOf({ key, document, fault }: Keyed): readonly MappedRow[] {
    if (fault === undefined) return this.#map(document, key);
    const messageId = `mqtt-${hash('sha256', key, 'hex').slice(0, 32)}`;
    const raw = JSON.stringify(document).slice(0, LONGEST_RAW);
    return [{ kind: 'unmappable', row: { messageId, row: 1, field: 'payload', detail: fault, raw } }];
  }

  #acknowledge(batch: readonly Message[], keyed: readonly Keyed[]): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const current = this.#totals.connections;
    const packetIds = batch.flatMap(({ packetId, connection: by }) => (packetId !== undefined && by === current ? [packetId] : []));
    connection.acknowledge(packetIds);
    this.#unconfirmed.acknowledged(new Set(keyed.filter(({ message }) => message.connection === current).map(({ key }) => key)));
    if (this.#unconfirmed.size > 0) connection.ping();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
