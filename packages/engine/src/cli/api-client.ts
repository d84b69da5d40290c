import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { type Identifier, PERSON } from '../vocabulary/identifier.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { isJsonObject, type JsonObject, ownValue } from '../vocabulary/json.js';
import { type HttpAnswer, httpDownload, httpRequest, type HttpRequestOptions } from './http-request.js';

/** The values of a query string; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ApiClientOptions {
  /** `http://127.0.0.1:4400` */
  readonly url: string;
  readonly token: string | undefined;
  /** Who acts, for the record. */
  readonly by?: string | undefined;
  readonly sleep: (duration: Milliseconds) => Promise<void>;
  /** How often a request that the engine cannot take just now is sent; default 8. */
  readonly tries?: number;
}

const DEFAULT_TRIES = 8;
const LONGEST_WAIT: Milliseconds = 10_000;
/** Failures that pass by themselves. Sending again is safe: items carry their messageId, and everything else is idempotent. */
const PASSING = new Set(['overloaded', 'starting', 'journal_unavailable']);

/** The management API, as commands use it. Answers are typed by the caller with the shapes of api/contract.ts. */
export class ApiClient {
  readonly url: string;
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#options = options;
  }

  /** @throws CuspError with the engine's code and remedy, or `unreachable`. */
  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#patiently('GET', path, query, undefined);
  }
  post<T>(path: string, body: object, query: Query = {}): Promise<T> {
    return this.#patiently('POST', path, query, body);
  }
  put<T>(path: string, body: object, query: Query = {}): Promise<T> {
    return this.#patiently('PUT', path, query, body);
  }
  delete<T>(path: string): Promise<T> {
    return this.#patiently('DELETE', path, {}, undefined);
  }

  /** Sends a question whose answer is a file, and gives it away as it comes. @throws CuspError; what was given away is then of no use. */
  download(path: string, body: object, take: (chunk: Buffer) => Promise<void>): Promise<void> {
    return this.#untilTaken(async () => {
      const answer = await httpDownload(`${this.url}${path}`, this.#sent('POST', body), take).catch((cause: unknown) => {
        throw this.#unreachable(networkReason(cause), cause);
      });
      if (answer.status < 200 || answer.status > 299) throw refusal(answer, jsonOf(answer.text));
    });
  }

  /** All pages of a list, one after the other. `T` is a page. */
  async *pages<T extends { readonly nextCursor: string | null }>(path: string, query: Query = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page: T = await this.get<T>(path, { ...query, cursor });
      yield page;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  #patiently<T>(method: string, path: string, query: Query, body: object | undefined): Promise<T> {
    return this.#untilTaken(() => this.#once<T>(method, path, query, body));
  }

  async #untilTaken<T>(send: () => Promise<T>): Promise<T> {
    const tries = this.#options.tries ?? DEFAULT_TRIES;
    for (let tried = 1; ; tried += 1) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof CuspError) || !PASSING.has(error.code) || tried >= tries) throw error;
        const asked = (error.retryAfterSeconds ?? 0) * 1_000;
        await this.#options.sleep(Math.min(Math.max(asked, 200 * 2 ** tried), LONGEST_WAIT));
      }
    }
  }

  async #once<T>(method: string, path: string, query: Query, body: object | undefined): Promise<T> {
    const answer = await httpRequest(`${this.url}${path}${queryText(query)}`, this.#sent(method, body)).catch((cause: unknown) => {
      throw this.#unreachable(networkReason(cause), cause);
    });
    const value = jsonOf(answer.text);
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, value);
    if (answer.status !== NO_CONTENT && value === undefined) throw this.#unreachable('its answer is no JSON');
    return value as T;
  }

  #sent(method: string, body: object | undefined): HttpRequestOptions {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.#options.token !== undefined) headers.authorization = `Bearer ${this.#options.token}`;
    if (this.#options.by !== undefined) headers['x-cusp-by'] = encodeURIComponent(this.#options.by);
    if (body !== undefined) headers['content-type'] = 'application/json';
    return { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  }

  #unreachable(why: string, cause?: unknown): CuspError {
    return new CuspError(ERRORS.unreachable, `${this.url}: ${why}`, { cause });
  }
}

/** The status of a request that has nothing to answer. */
const NO_CONTENT = 204;

/** The path of a customer: `/api/v1/customers/userId:17850`. */
export function customerPath(identifier: Identifier): string {
  return `/api/v1/customers/${identifierSegment(identifier)}`;
}

/** An identifier as one segment of a path. */
export function identifierSegment({ subject, type, value }: Identifier): string {
  const plain = `${type}:${encodeURIComponent(value)}`;
  return subject === PERSON ? plain : `${encodeURIComponent(`${subject}/`)}${plain}`;
}

/** Node says nothing but a code when every address of a name refused. */
function networkReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

function queryText(query: Query): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]));
  return given.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(given))}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The engine's problem document as the error that it was there. */
function refusal(answer: HttpAnswer, body: unknown): CuspError {
  const problem: JsonObject = isJsonObject(body) ? body : {};
  const text = (key: string): string | undefined => {
    const value = ownValue(problem, key);
    return typeof value === 'string' ? value : undefined;
  };
  const title = text('title') ?? 'The engine refused';
  const detail = text('detail') ?? `HTTP ${answer.status}`;
  const why = detail.startsWith(`${title}: `) ? detail.slice(title.length + 2) : detail;
  const kind = {
    code: text('code') ?? `http_${answer.status}`,
    status: answer.status,
    title,
    remedy: text('remedy') ?? ERRORS.invalidRequest.remedy,
  };
  const retryAfter = Number(answer.retryAfter ?? Number.NaN);
  const problems = ownValue(problem, 'problems');
  return new CuspError(kind, why, {
    ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
    ...(Array.isArray(problems) && { problems: problems.filter(isJsonObject) }),
  });
}
