import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import mqtt, {} from 'mqtt';
/** A broker on loopback, in this process. */
export class MqttBroker {
    port;
    #aedes;
    #server;
    #options;
    #sockets = new Set();
    constructor(aedes, server, port, options) {
        this.#aedes = aedes;
        this.#server = server;
        this.port = port;
        this.#options = options;
    }
    static async start(options = {}) {
        const aedes = await Aedes.createBroker(options);
        const server = createServer();
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const address = server.address();
        if (address === null || typeof address === 'string')
            throw new Error('no port');
        const broker = new MqttBroker(aedes, server, address.port, options);
        broker.#serve();
        return broker;
    }
    get url() {
        return `mqtt://127.0.0.1:${this.port}`;
    }
    get aedes() {
        return this.#aedes;
    }
    #serve() {
        this.#server.on('connection', (socket) => {
            this.#sockets.add(socket);
            socket.on('error', () => undefined);
            socket.on('close', () => this.#sockets.delete(socket));
            this.#aedes.handle(socket);
        });
    }
    /** Cuts every connection without a word. */
    cut() {
        for (const socket of this.#sockets)
            socket.destroy();
    }
    /** Cuts the connection of one client. */
    cutOff(clientId) {
        const { clients } = this.#aedes;
        clients[clientId]?.conn.destroy();
    }
    /** Goes away and comes back on the same port, keeping what its persistence keeps. */
    async restart(away = 100) {
        this.#server.close();
        this.cut();
        // The persistence is handed on: closing the broker would end it.
        await new Promise((resolve) => setTimeout(resolve, away));
        this.#aedes = await Aedes.createBroker({
            ...this.#options,
            persistence: this.#aedes.persistence,
        });
        this.#server = createServer();
        this.#server.listen(this.port, '127.0.0.1');
        await once(this.#server, 'listening');
        this.#serve();
    }
    /** A device that publishes. */
    async device(clientId) {
        return mqtt.connectAsync(this.url, { clientId, reconnectPeriod: 50 });
    }
    async stop() {
        this.#server.close();
        this.cut();
        await new Promise((resolve) => this.#aedes.close(() => resolve()));
    }
}
