import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { HttpConnection, requestBytes } from './http-connection.js';

test('speaks with a real server, one request after the other', async () => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const text = `${request.method} ${request.url} ${body}`;
      response.writeHead(body === 'no' ? 400 : 200, { 'Content-Length': Buffer.byteLength(text) }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = await HttpConnection.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const first = await connection.exchange(requestBytes('/a', {}, '{"ü":1}'));
    expect([first.status, first.body.toString()]).toEqual([200, 'POST /a {"ü":1}']);
    expect((await connection.exchange(requestBytes('/b', {}, 'no'))).status).toBe(400);
    expect((await connection.exchange(requestBytes('/c', {}))).body.toString()).toBe('GET /c ');
  } finally {
    connection.close();
    server.close();
  }
});

test('refuses any machine but this one', () => {
  expect(() => HttpConnection.open('http://192.0.2.1:80')).toThrow('this machine only');
});
