import type { SqlAnswer } from '../answers.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { Json, JsonObject } from '../vocabulary/json.js';
import { type ClickHouse, engineMessage, isEngineError, JSON_READ_SETTINGS, type Session } from './clickhouse.js';
import { guardQuery } from './query-guard.js';
import { PUBLIC_DATABASE } from './tables.js';
import { Turns } from './turns.js';

/** What one query may use. */
export interface QueryLimits {
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly resultRows: number;
  readonly resultBytes: number;
}
export const DEFAULT_QUERY_LIMITS: QueryLimits = { seconds: 30, memoryBytes: 1 << 30, resultRows: 100_000, resultBytes: 64 << 20 };

/** Queries that may run at the same time; further ones wait. */
const SESSIONS = 2;

/** ClickHouse's numbers for too many rows, too many bytes, too slow, out of time, out of memory, a result that is too large. */
const LIMIT_CODES: ReadonlySet<string> = new Set(['158', '159', '160', '241', '307', '396']);

/** Answers users' SQL, on sessions of its own that can read and nothing else. */
export class UserQueries {
  readonly #lanes: readonly { readonly session: Session; readonly turns: Turns; waiting: number }[];
  readonly #functions: ReadonlySet<string>;
  readonly #limits: QueryLimits;

  private constructor(sessions: readonly Session[], functions: ReadonlySet<string>, limits: QueryLimits) {
    this.#lanes = sessions.map((session) => ({ session, turns: new Turns(), waiting: 0 }));
    this.#functions = functions;
    this.#limits = limits;
  }

  /** @param functions that queries may use, in lower case. */
  static async open(clickhouse: ClickHouse, functions: ReadonlySet<string>, limits: QueryLimits): Promise<UserQueries> {
    const settings = {
      ...JSON_READ_SETTINGS,
      max_execution_time: limits.seconds,
      max_memory_usage: limits.memoryBytes,
      max_result_rows: limits.resultRows,
      max_result_bytes: limits.resultBytes,
      allow_ddl: 0,
    };
    const sessions: Session[] = [];
    for (let opened = 0; opened < SESSIONS; opened++) sessions.push(await clickhouse.openReader(PUBLIC_DATABASE, settings));
    return new UserQueries(sessions, functions, limits);
  }

  /**
   * The answer to a SELECT over the public tables. Placeholders `{name:Type}` are bound to `params`.
   * @throws CuspError invalid_query with ClickHouse's words, query_limit when it needs more than it may have.
   */
  async answer(query: string, params: JsonObject): Promise<SqlAnswer> {
    if (!canBeBound(params)) throw new CuspError(ERRORS.invalidQuery, 'a number among the parameters is not exact; send it as text');
    const lane = this.#lanes.reduce((least, other) => (other.waiting < least.waiting ? other : least));
    lane.waiting++;
    try {
      return await lane.turns.take(() => this.#run(lane.session, query, params));
    } catch (error) {
      throw this.#explained(error);
    } finally {
      lane.waiting--;
    }
  }

  async #run(session: Session, query: string, params: JsonObject): Promise<SqlAnswer> {
    const statement = await guardQuery(session, query, params, this.#functions);
    const started = performance.now();
    const { columns, rows } = await session.table(statement, params);
    return { columns, rows, tookMs: performance.now() - started };
  }

  #explained(error: unknown): unknown {
    if (!isEngineError(error)) return error;
    if (!LIMIT_CODES.has(error.code)) return new CuspError(ERRORS.invalidQuery, engineMessage(error), { cause: error });
    const { seconds, memoryBytes, resultRows } = this.#limits;
    const limits = `it may take ${seconds} s, ${Math.round(memoryBytes / (1 << 20))} MiB and answer ${resultRows} rows`;
    return new CuspError(ERRORS.queryLimit, `${limits}. ${engineMessage(error)}`, { cause: error });
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ session, turns }) => turns.take(() => session.close())));
  }
}

/** Whole numbers beyond 2^53 have arrived rounded, and `1e999` as infinity: ClickHouse's client refuses them too, as if it could not be reached. */
function canBeBound(value: Json): boolean {
  if (typeof value === 'number') return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(canBeBound);
}
