import { type Static, Type } from 'typebox';
import { parseDuration } from '../../../vocabulary/instant.js';
import { SecretName } from '../credentials.js';

/** PostgreSQL cuts longer names. */
const Name = Type.String({ minLength: 1, maxLength: 63, pattern: '^[^\\u0000]+$', description: 'A name as the database spells it' });
const Duration = Type.String({ pattern: '^[1-9][0-9]{0,8}[smhdw]$', description: 'A duration: 30s, 10m, 1h, 90d or 6w' });

/** What stands under `from.postgres`. */
export const PostgresSettings = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9.:_-]+$', description: 'A name or an address' }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'Default 5432' })),
    database: Name,
    user: Name,
    password: Type.Optional(SecretName),
    tls: Type.Optional(
      Type.Union(
        [
          Type.Boolean(),
          Type.Object({ ca: Type.String({ minLength: 1, maxLength: 65_536, description: 'PEM' }) }, { additionalProperties: false }),
        ],
        {
          description:
            'Default true: the certificate is checked. { ca } trusts an authority of your own; false sends everything in the clear',
        },
      ),
    ),
    table: Type.Optional(
      Type.String({ minLength: 1, maxLength: 127, pattern: '^[^.\\u0000]+(\\.[^.\\u0000]+)?$', description: 'schema.table' }),
    ),
    query: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, description: 'One SELECT, instead of a table' })),
    columns: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 500, description: 'Default: all' })),
    key: Type.Array(Name, { minItems: 1, maxItems: 16, description: 'The columns that tell rows apart' }),
    cursor: Type.Optional(Type.String({ ...Name, description: 'A column that grows whenever a row changes' })),
    follow: Type.Optional(
      Type.Union([Type.Literal('versions'), Type.Literal('cursor'), Type.Literal('content')], {
        description: 'How changes are found. Default: versions for a table; for a view or a query cursor where there is one, else content',
      }),
    ),
    overlap: Type.Optional(
      Type.Union([Duration, Type.Integer({ minimum: 0 })], {
        description: 'With follow: cursor, how far behind the cursor rows are read again; default 1h, or 10000 for a number',
      }),
    ),
    sweep: Type.Optional(
      Type.String({
        ...Duration,
        description: 'With follow: versions and a cursor: how often the whole table is looked through; default: each time',
      }),
    ),
    every: Type.String({ ...Duration, description: 'How often to look' }),
    statementTimeout: Type.Optional(Type.String({ ...Duration, description: 'Default 5m' })),
    pageRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Rows held in memory at a time; default 1000' })),
  },
  { additionalProperties: false },
);
export type PostgresSettings = Static<typeof PostgresSettings>;

/** What the schema cannot say. */
export function settingsProblems(settings: PostgresSettings): readonly string[] {
  const { table, query, follow, cursor, sweep, overlap, columns, key } = settings;
  const problems: string[] = [];
  const refuse = (wrong: boolean, why: string): void => {
    if (wrong) problems.push(why);
  };
  refuse((table === undefined) === (query === undefined), 'exactly one of table and query is needed');
  refuse(follow === 'cursor' && cursor === undefined, 'follow: cursor needs a cursor column');
  refuse(follow === 'versions' && query !== undefined, 'the rows of a query have no versions; follow its cursor or its content');
  refuse(sweep !== undefined && cursor === undefined, 'sweep needs a cursor column to look by in between');
  refuse(sweep !== undefined && follow !== undefined && follow !== 'versions', 'sweep belongs to follow: versions');
  refuse(overlap !== undefined && cursor === undefined, 'overlap needs a cursor column');
  const missing = columns === undefined ? [] : key.filter((name) => !columns.includes(name));
  refuse(missing.length > 0, `key names ${missing.join(', ')}, which columns leaves out`);
  for (const name of ['every', 'statementTimeout', 'sweep'] as const) {
    const text = settings[name];
    refuse(text !== undefined && parseDuration(text) === undefined, `${name} is no duration`);
  }
  return problems;
}
