import { isIP, Socket } from 'node:net';
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import { ERRORS } from '../../../runtime/error-catalogue.js';
import { CuspError } from '../../../runtime/errors.js';
import { parseDuration } from '../../../vocabulary/instant.js';
import { allowedAddress } from '../allowed-address.js';
import { namedSecret } from '../credentials.js';
import type { FetchingInput } from '../way-in.js';
import type { MqttSettings } from './settings.js';

const CONNECT_WITHIN = 15_000;
const KEEPALIVE_SECONDS = 30;
const KEEP_SESSION = 7 * 86_400_000;
/** How long an orderly end may take. */
const END_WITHIN = 2_000;

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** A message came. The next one is read once this has resolved; it stays unacknowledged until {@link BrokerConnection.acknowledge}. */
  readonly onMessage: (packet: IPublishPacket) => Promise<void>;
  /** The broker has read everything that was sent before the ping that it now answers. */
  readonly onPong: () => void;
  readonly onPing: () => void;
}

/** One connection to a broker, which is not opened again when it breaks. */
export class BrokerConnection {
  readonly #client: MqttClient;
  /** Whether the broker had kept our session. @throws CuspError source_unreachable, source_refused */
  readonly sessionPresent: Promise<boolean>;
  /** Resolves when it is over, for whatever reason. */
  readonly closed: Promise<void>;

  private constructor(client: MqttClient, events: ConnectionEvents, signal: AbortSignal) {
    this.#client = client;
    client.handleMessage = (packet, done) => {
      void goOn(events.onMessage(packet), packet, done);
    };
    client.on('packetsend', ({ cmd }) => cmd === 'pingreq' && events.onPing());
    client.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && events.onPong());
    this.closed = new Promise<void>((resolve) => {
      client.once('close', resolve);
    });
    this.sessionPresent = connected(client, signal);
  }

  /** Begins to connect. @throws CuspError missing_secret, forbidden_address, source_unreachable */
  static async begin(
    settings: MqttSettings,
    input: Pick<FetchingInput, 'secret' | 'allowPrivateAddresses'>,
    events: ConnectionEvents,
    signal: AbortSignal,
  ): Promise<BrokerConnection> {
    // Only who listens to a broker waits for the client to be loaded.
    const { default: mqtt } = await import('mqtt');
    return new BrokerConnection(mqtt.connect(await clientOptions(settings, input)), events, signal);
  }

  get alive(): boolean {
    return this.#client.connected;
  }

  /** Acknowledges messages, in the order of the packet ids. On a connection that is gone it does nothing: the broker sends them again. */
  acknowledge(packetIds: readonly number[]): void {
    if (!this.#client.connected || packetIds.length === 0) return;
    // A PUBACK with reason "success" is the same four bytes in MQTT 3.1.1 and 5.
    this.#client.stream.write(Buffer.from(packetIds.flatMap((id) => [0x40, 2, id >> 8, id & 255])));
  }

  /** Asks for a sign that everything sent so far was read. */
  ping(): void {
    if (this.#client.connected) this.#client.sendPing();
  }

  /** @throws CuspError source_refused when the broker does not grant one. */
  async subscribe({ topics, version }: MqttSettings): Promise<void> {
    // Retained messages with a subscription that is new, and with the flag that they were published with.
    const once = version === 5 ? { rh: 1, rap: true } : {};
    const wanted = Object.fromEntries(topics.map(({ topic, qos = 1 }) => [topic, { qos, ...once }]));
    try {
      const granted = await this.#client.subscribeAsync(wanted);
      const refused = granted.find(({ qos }) => qos >= 128);
      if (refused !== undefined) throw new CuspError(ERRORS.sourceRefused, `the broker does not let us hear ${refused.topic}`);
    } catch (cause) {
      if (cause instanceof CuspError) throw cause;
      throw new CuspError(this.#client.connected ? ERRORS.sourceRefused : ERRORS.sourceUnreachable, 'subscribing failed', { cause });
    }
  }

  /** @throws CuspError source_unreachable */
  async unsubscribe(topics: readonly string[]): Promise<void> {
    if (topics.length === 0) return;
    try {
      await this.#client.unsubscribeAsync([...topics]);
    } catch (cause) {
      throw new CuspError(ERRORS.sourceUnreachable, 'unsubscribing failed', { cause });
    }
  }

  /** Breaks it off, without a word. */
  break(): void {
    this.#client.end(true);
    this.#client.stream.destroy();
  }

  /** Says goodbye after everything that was sent; the broker keeps the session. */
  async end(): Promise<void> {
    if (!this.alive) return this.break();
    const late = setTimeout(() => this.break(), END_WITHIN);
    this.#client.end(false);
    await this.closed;
    clearTimeout(late);
  }
}

/** Lets the client go on to the next message. An error keeps it from acknowledging this one by itself. */
async function goOn(heard: Promise<void>, { qos }: IPublishPacket, done: (error?: Error) => void): Promise<void> {
  await heard;
  done(qos === 0 ? undefined : new Error('acknowledged later'));
}

async function clientOptions(
  settings: MqttSettings,
  { secret, allowPrivateAddresses }: Pick<FetchingInput, 'secret' | 'allowPrivateAddresses'>,
): Promise<IClientOptions> {
  const { clientId, username, password, tls, version = 4, inFlight = 1_000, keepSession = '' } = settings;
  const url = new URL(settings.url);
  const secure = url.protocol === 'mqtts:';
  const host = await allowedAddress(url.hostname, allowPrivateAddresses);
  const key = tls?.key && namedSecret(tls.key, secret);
  return {
    protocol: secure ? 'mqtts' : 'mqtt',
    host,
    port: url.port === '' ? (secure ? 8883 : 1883) : Number(url.port),
    ...(secure && { rejectUnauthorized: true, ...(isIP(url.hostname) === 0 && { servername: url.hostname }) }),
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    ...(tls?.certificate !== undefined && key !== undefined && { cert: tls.certificate, key }),
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: namedSecret(password, secret) }),
    protocolVersion: version,
    clean: false,
    ...(version === 5 && {
      properties: { sessionExpiryInterval: (parseDuration(keepSession) ?? KEEP_SESSION) / 1_000, receiveMaximum: inFlight },
    }),
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_WITHIN,
    reconnectPeriod: 0,
    resubscribe: false,
  };
}

/** Waits for the broker's answer. @returns whether it had kept our session. */
function connected(client: MqttClient, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let problem: unknown;
    const abort = (): void => {
      client.end(true);
    };
    signal.addEventListener('abort', abort, { once: true });
    client.on('error', (error) => {
      problem = error;
      // A broker that refuses may leave the connection open.
      if (!client.connected) client.end(true);
    });
    client.once('connect', ({ sessionPresent }) => {
      const { stream } = client as { readonly stream: unknown };
      // Acknowledgements are few bytes that a broker may be waiting for.
      if (stream instanceof Socket) stream.setNoDelay(true);
      resolve(sessionPresent);
    });
    client.once('close', () => {
      signal.removeEventListener('abort', abort);
      reject(connectFailure(problem));
    });
  });
}

/** Return codes of MQTT 3.1.1 and reason codes of MQTT 5 that say: not you. */
const REFUSALS: ReadonlySet<unknown> = new Set([2, 4, 5, 133, 134, 135, 138]);

function connectFailure(problem: unknown): CuspError {
  const code = problem instanceof Error ? (problem as NodeJS.ErrnoException).code : undefined;
  if (REFUSALS.has(code))
    return new CuspError(ERRORS.sourceRefused, 'the broker refuses the client, the user or the password', { cause: problem });
  return new CuspError(ERRORS.sourceUnreachable, typeof code === 'string' ? code : 'the broker does not answer', { cause: problem });
}
