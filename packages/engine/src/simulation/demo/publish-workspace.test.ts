import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { publishDefinitions, readDemoWorkspace } from './publish-workspace.js';

const SHOP = fileURLToPath(new URL('../../../../../examples/shop', import.meta.url));
const RECEIVER = { url: 'http://127.0.0.1:4400/demo/offers', secret: 'whsec_c2VjcmV0' };

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

describe('the demo workspace', () => {
  it('holds purposes, segments, metrics, moments and the campaign, each name once', async () => {
    const definitions = await readDemoWorkspace(SHOP, RECEIVER);
    const names = definitions.map(({ kind, name }) => `${String(kind)} ${String(name)}`);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [
      'purpose analytics',
      'purpose marketing',
      'metric orders_90d',
      'moment comparing_prices',
      'campaign kettle_offer',
    ]) {
      expect(names).toContain(name);
    }
    expect(names.filter((name) => name.startsWith('segment ')).length).toBeGreaterThanOrEqual(10);
    expect(definitions.every(({ title }) => typeof title === 'string')).toBe(true);
  });

  it('sends its offers to the receiver that it is given', async () => {
    const definitions = await readDemoWorkspace(SHOP, RECEIVER);
    expect(definitions.find(({ kind }) => kind === 'campaign')?.channel).toEqual({ webhook: RECEIVER });
    expect(JSON.stringify(definitions)).not.toContain('demo:offers');
  });

  it('names the file in which something is wrong', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cusp-workspace-'));
    await writeFile(join(directory, 'a.yaml'), 'kind: [');
    await expect(readDemoWorkspace(directory, RECEIVER)).rejects.toThrow(/a\.yaml/);
    await writeFile(join(directory, 'a.yaml'), 'just a text');
    await expect(readDemoWorkspace(directory, RECEIVER)).rejects.toMatchObject({ code: 'invalid_definition' });
    await rm(directory, { recursive: true });
  });
});

/** An engine that answers every request with this status; what it was asked is remembered. */
async function engine(
  status: number,
): Promise<{ readonly url: string; readonly asked: { method: string; path: string; token: string; body: string }[] }> {
  const asked: { method: string; path: string; token: string; body: string }[] = [];
  const started = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ method: request.method ?? '', path: request.url ?? '', token: request.headers.authorization ?? '', body });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"code":"x","detail":"why"}');
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  server = started;
  return { url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, asked };
}

describe('publishing', () => {
  it('puts the definitions over the management API', async () => {
    const { url, asked } = await engine(200);
    await publishDefinitions({ url, adminToken: 'token', definitions: [{ kind: 'segment', name: 's' }], reason: 'why' });
    expect(asked).toEqual([
      {
        method: 'PUT',
        path: '/api/v1/definitions',
        token: 'Bearer token',
        body: '{"definitions":[{"kind":"segment","name":"s"}],"reason":"why"}',
      },
    ]);
  });

  it('says why when the engine refuses, and when it is not there', async () => {
    const refusing = await engine(422);
    const options = { adminToken: 'token', definitions: [], reason: 'why' };
    await expect(publishDefinitions({ url: refusing.url, ...options })).rejects.toMatchObject({ code: 'invalid_definition' });
    server?.close();
    server?.closeAllConnections();
    await expect(publishDefinitions({ url: refusing.url, ...options })).rejects.toMatchObject({ code: 'unreachable' });
  });
});
