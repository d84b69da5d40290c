import type { SqlResult } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { post } from './client.js';

/** A column of a table, or a table, as it is told by name. */
export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

/** The tables that can be asked. They change with the engine alone. */
export const tablesQuery = queryOptions({
  queryKey: ['sql', 'tables'],
  queryFn: async ({ signal }) => (await rowsOf('SHOW TABLES', signal)).map(({ name }) => String(name)),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The columns of one of them. */
export const columnsQuery = (table: string) =>
  queryOptions({
    queryKey: ['sql', 'tables', table],
    queryFn: async ({ signal }) =>
      (await rowsOf(`DESCRIBE TABLE ${table}`, signal)).map(({ name, type }): SqlColumn => ({ name: String(name), type: String(type) })),
    staleTime: Number.POSITIVE_INFINITY,
  });

async function rowsOf(query: string, signal: AbortSignal): Promise<SqlResult['rows']> {
  return (await post<SqlResult>('/sql', { query, params: {} }, signal)).rows;
}
