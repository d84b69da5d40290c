import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What came back: the whole body as text. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * Sends one request and waits for its answer for as long as it takes: publishing a definition or rebuilding the warehouse may take many minutes,
 * and `fetch` gives up after five. Redirects are not followed.
 * @throws Error of the network.
 */
export function httpRequest(
  url: string,
  options: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
): Promise<HttpAnswer> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const body = options.body === undefined ? undefined : Buffer.from(options.body);
  const headers = body === undefined ? options.headers : { ...options.headers, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: options.method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode = 0, headers: received } = incoming;
        resolve({ status: statusCode, retryAfter: received['retry-after'], text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
