import { createServer } from 'node:http';
/** Receives webhooks on this machine, and answers as it is told. */
export class WebhookReceiver {
    received = [];
    /** What it answers from now on. */
    status = 200;
    #server;
    constructor() {
        this.#server = createServer((request, response) => {
            let body = '';
            request.setEncoding('utf8');
            request.on('data', (chunk) => {
                body += chunk;
            });
            request.on('end', () => {
                this.received.push({ headers: request.headers, body });
                response.writeHead(this.status).end();
            });
        });
    }
    static async listen() {
        const receiver = new WebhookReceiver();
        await new Promise((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
        return receiver;
    }
    get url() {
        return `http://127.0.0.1:${this.#server.address().port}/hook`;
    }
    async close() {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }
}
