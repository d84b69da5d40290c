import { createServer } from 'node:http';
/** Starts one on a free port of loopback. */
export async function fakeApi(answer) {
    const requests = [];
    const server = createServer((incoming, outgoing) => {
        void textOf(incoming).then((text) => {
            const seen = {
                method: incoming.method ?? '',
                url: incoming.url ?? '',
                authorization: incoming.headers.authorization,
                body: text === '' ? undefined : JSON.parse(text),
            };
            requests.push(seen);
            const { status = 200, headers = {}, body } = answer(seen);
            outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
            outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const close = () => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(() => resolve()));
    };
    return { url: `http://127.0.0.1:${port}`, requests, close };
}
async function textOf(incoming) {
    const chunks = [];
    for await (const chunk of incoming)
        chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
}
