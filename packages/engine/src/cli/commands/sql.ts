import type { SqlResult } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { jsonText, table } from '../table.js';

/** `cusp sql QUERY [--params JSON]` */
export const sql = engineCommand(
  {
    name: 'sql',
    description: COMMAND_SUMMARIES.sql ?? '',
    args: {
      query: { type: 'positional', required: true, description: 'The question, in quotation marks; the tables are in docs/guide/sql.md' },
      params: { type: 'string', valueHint: 'json', description: 'Values of {name:Type} in the query, as a JSON object' },
    },
  },
  async ({ args, client, answer }) => {
    const found = await client.post<SqlResult>('/api/v1/sql', { query: args.query, params: paramsOf(args.params) });
    answer(found, () => sqlText(found));
  },
);

function paramsOf(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  const usage = (): CuspError =>
    new CuspError(ERRORS.invalidUsage, `--params '${text}' is no JSON object`, { remedy: 'Write it as \'{"country": "France"}\'.' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw error instanceof SyntaxError ? usage() : error;
  }
  if (!isJsonObject(value)) throw usage();
  return value;
}

/** A single value stands alone, so that a script can take it as it is. */
function sqlText({ columns, rows }: SqlResult): string {
  const only = columns.length === 1 && rows.length === 1 ? columns[0] : undefined;
  if (only !== undefined) return jsonText(rows[0]?.[only.name] as Json | undefined);
  return table(
    rows,
    columns.map(({ name, type }) => ({
      title: name,
      value: (row) => jsonText(row[name] as Json | undefined),
      right: /Int|Float|Decimal/.test(type),
    })),
  );
}
