import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What came back: the whole body as text. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

export interface HttpRequestOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Sends one request and waits for its answer for as long as it takes: publishing a definition or rebuilding the warehouse may take many minutes,
 * and `fetch` gives up after five. Redirects are not followed.
 * @throws Error of the network.
 */
export async function httpRequest(url: string, options: HttpRequestOptions): Promise<HttpAnswer> {
  const incoming = await answerTo(url, options);
  return { ...headOf(incoming), text: await wholeText(incoming) };
}

/** The same, but what comes with a 2xx answer is given away piece by piece, at the pace of who takes it. @throws Error also when it breaks off. */
export async function httpDownload(url: string, options: HttpRequestOptions, take: (chunk: Buffer) => Promise<void>): Promise<HttpAnswer> {
  const incoming = await answerTo(url, options);
  const head = headOf(incoming);
  if (head.status < 200 || head.status > 299) return { ...head, text: await wholeText(incoming) };
  for await (const chunk of incoming) await take(chunk as Buffer);
  return { ...head, text: '' };
}

function answerTo(url: string, options: HttpRequestOptions): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const body = options.body === undefined ? undefined : Buffer.from(options.body);
  const headers = body === undefined ? options.headers : { ...options.headers, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: options.method, headers }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Omit<HttpAnswer, 'text'> {
  return { status: statusCode, retryAfter: headers['retry-after'] };
}

async function wholeText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
