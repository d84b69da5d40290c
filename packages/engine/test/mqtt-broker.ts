import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';
import mqtt, { type MqttClient } from 'mqtt';

/** A broker on loopback, in this process. */
export class MqttBroker {
  readonly port: number;
  #aedes: Aedes;
  #server: Server;
  readonly #options: AedesOptions;
  readonly #sockets = new Set<Socket>();

  private constructor(aedes: Aedes, server: Server, port: number, options: AedesOptions) {
    this.#aedes = aedes;
    this.#server = server;
    this.port = port;
    this.#options = options;
  }

  static async start(options: AedesOptions = {}): Promise<MqttBroker> {
    const aedes = await Aedes.createBroker(options);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const broker = new MqttBroker(aedes, server, address.port, options);
    broker.#serve();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  get aedes(): Aedes {
    return this.#aedes;
  }

  #serve(): void {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#aedes.handle(socket);
    });
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts the connection of one client. */
  cutOff(clientId: string): void {
    const { clients } = this.#aedes as unknown as { readonly clients: Readonly<Record<string, { readonly conn: Socket } | undefined>> };
    clients[clientId]?.conn.destroy();
  }

  /** Goes away and comes back on the same port, keeping what its persistence keeps. */
  async restart(away = 100): Promise<void> {
    this.#server.close();
    this.cut();
    // The persistence is handed on: closing the broker would end it.
    await new Promise((resolve) => setTimeout(resolve, away));
    this.#aedes = await Aedes.createBroker({
      ...this.#options,
      persistence: (this.#aedes as unknown as { persistence: unknown }).persistence,
    });
    this.#server = createServer();
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#serve();
  }

  /** A device that publishes. */
  async device(clientId: string): Promise<MqttClient> {
    return mqtt.connectAsync(this.url, { clientId, reconnectPeriod: 50 });
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
  }
}
