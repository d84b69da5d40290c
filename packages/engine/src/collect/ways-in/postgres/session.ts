import { isIP } from 'node:net';
import type pg from 'pg';
import { parseDuration } from '../../../vocabulary/instant.js';
import { allowedAddress } from '../allowed-address.js';
import { namedSecret } from '../credentials.js';
import type { FetchingInput } from '../way-in.js';
import type { Column } from './column-values.js';
import { postgresFailure } from './failure.js';
import type { PostgresSettings } from './settings.js';
import type { Statement } from './statements.js';

const CONNECT_WITHIN = 15_000;
const STATEMENT_TIMEOUT = 5 * 60_000;
/** How much longer than the server's own limit the connection is waited for: when even the limit's message does not come, it is dead. */
const GRACE = 10_000;

/** Rows as the server writes them: everything text. */
export interface Page {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The longest a statement may take, in milliseconds. */
export function statementTimeout(settings: PostgresSettings): number {
  return parseDuration(settings.statementTimeout ?? '') ?? STATEMENT_TIMEOUT;
}

/** Every type stays the text that the server sends: what it becomes is decided in `column-values.ts`. */
const TEXT_ONLY = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/** A connection for one pull. */
export class PostgresSession {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** @throws CuspError missing_secret, forbidden_address, source_unreachable, source_refused */
  static async connect(
    settings: PostgresSettings,
    { secret, allowPrivateAddresses }: Pick<FetchingInput, 'secret' | 'allowPrivateAddresses'>,
    signal: AbortSignal,
  ): Promise<PostgresSession> {
    const password = settings.password === undefined ? undefined : namedSecret(settings.password, secret);
    // Only who fetches from a database waits for the client to be loaded.
    const { default: postgres } = await import('pg');
    const client = new postgres.Client({
      host: await allowedAddress(settings.host, allowPrivateAddresses),
      port: settings.port ?? 5432,
      database: settings.database,
      user: settings.user,
      // Without this, a password of the environment would be sent to whatever address a definition names.
      password: password ?? '',
      ssl: tlsOptions(settings),
      application_name: 'cusp',
      connectionTimeoutMillis: CONNECT_WITHIN,
      query_timeout: statementTimeout(settings) + GRACE,
      keepAlive: true,
      types: TEXT_ONLY,
    });
    // What breaks a connection is seen by the statement that was under way, or by the next.
    client.on('error', () => undefined);
    const session = new PostgresSession(client);
    const abort = (): void => session.abandon();
    signal.addEventListener('abort', abort, { once: true });
    client.once('end', () => signal.removeEventListener('abort', abort));
    try {
      await client.connect();
    } catch (error) {
      throw postgresFailure(error);
    }
    return session;
  }

  /** Runs one statement. Never several: the extended protocol takes one at a time. */
  async run({ text, values }: Statement): Promise<Page> {
    try {
      const result = await this.#client.query({
        text,
        values: [...values],
        rowMode: 'array',
        queryMode: 'extended',
      } as pg.QueryArrayConfig);
      return {
        columns: result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })),
        rows: result.rows as unknown as (string | null)[][],
      };
    } catch (error) {
      throw postgresFailure(error);
    }
  }

  /** The one value of a statement's one row; null when there is none. */
  async value(text: string): Promise<string | null> {
    const { rows } = await this.run({ text, values: [] });
    return rows[0]?.[0] ?? null;
  }

  /** Ends it without waiting for what is under way: the server rolls the transaction back. */
  abandon(): void {
    const { stream } = (this.#client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection;
    stream.destroy();
  }

  /** Ends it in order, where that is possible. */
  async close(): Promise<void> {
    await this.#client.end().catch(() => this.abandon());
  }
}

function tlsOptions({ tls, host }: PostgresSettings): pg.ClientConfig['ssl'] {
  if (tls === false) return false;
  // The certificate is that of the name or address as it is defined, wherever the name leads. An address is no server name.
  const expected = isIP(host) === 0 ? { servername: host } : { host };
  return { rejectUnauthorized: true, ...expected, ...(typeof tls === 'object' && { ca: tls.ca }) };
}
