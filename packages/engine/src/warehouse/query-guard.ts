import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { EXPLAIN_AST, engineMessage, isEngineError, type QueryParams, type Session } from './clickhouse.js';
import { PUBLIC_DATABASE, PUBLIC_TABLES } from './tables.js';

/**
 * Keeps users' SQL to reading the public tables. ClickHouse's `readonly` alone does not: under it `file()` still reads any file of
 * the machine, `INTO OUTFILE` writes one, `s3()` and `hdfs()` call out, and several statements may follow one another.
 *
 * So a query passes three gates. Its text must be one SELECT without the clauses that reach outside ({@link readStatement});
 * what ClickHouse's own parser makes of it must name only known functions and public tables ({@link checkSyntaxTree});
 * and it runs on a session that is read-only.
 */
export async function guardQuery(session: Session, query: string, params: QueryParams, functions: ReadonlySet<string>): Promise<string> {
  const statement = readStatement(query);
  if (isDescription(statement)) return statement;
  checkSyntaxTree(await syntaxTree(session, statement, params), functions);
  return statement;
}

/** The syntax tree; a mistake is reported at its place in the query as it was written. */
async function syntaxTree(session: Session, statement: string, params: QueryParams): Promise<readonly string[]> {
  try {
    return await session.syntaxTree(statement, params);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw refuse(engineMessage(error).replace(/(?<=position )\d+/, (position) => String(Number(position) - EXPLAIN_AST.length)));
  }
}

function refuse(why: string): CuspError {
  return new CuspError(ERRORS.invalidQuery, why);
}

/** Parts of a statement that hide what is in them: strings, quoted names, comments. Everything is refused that they do not explain. */
const OPAQUE = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|"")*"|`(?:[^`\\]|``)*`|--[^\n]*|\/\*(?:(?!\/\*)[\s\S])*?\*\//g;
/** `;` begins a second statement, `$` a heredoc, `#` a comment; curly quotes are quotes to ClickHouse. A quote that is left is one that never ended. */
const FORBIDDEN_SIGN = /[;$#'"`\\\0‘’“”]|--|\/\*/;
/** A clause of its own only where it is no part of a name (`properties.format`; but the dot of `1.` is the number's) and no call (`format(…)`). */
const FORBIDDEN_CLAUSE = /(?<!\w)(?<!(?<!\w)[a-z_]\w* ?\.|[)\]]\.)(into|outfile|settings|format)\b(?!\s*\()/i;

/**
 * Checks the text of a query.
 * @returns the query without a closing semicolon.
 * @throws CuspError invalid_query
 */
export function readStatement(query: string): string {
  const statement = query.trim().replace(/(?:;\s*)+$/, '');
  const visible = statement.replace(OPAQUE, (part) =>
    part.startsWith("'") ? ' 0 ' : part.startsWith('-') || part.startsWith('/') ? ' ' : ' quoted ',
  );
  const sign = FORBIDDEN_SIGN.exec(visible)?.[0];
  if (sign !== undefined) throw refuse(`a query is one statement, and ${JSON.stringify(sign)} has no place in it outside of a string`);
  const clause = FORBIDDEN_CLAUSE.exec(visible)?.[1];
  if (clause !== undefined)
    throw refuse(`the clause ${clause.toUpperCase()} is not available; write a column of that name in double quotes`);
  if (!/^\s*(?:select|with|\(\s*select|\(\s*with)\b/i.test(visible) && !isDescription(statement)) {
    throw refuse('only SELECT (or WITH … SELECT), SHOW TABLES and DESCRIBE of a table can be asked');
  }
  return statement;
}

function isDescription(statement: string): boolean {
  const described = /^(?:show\s+tables|desc(?:ribe)?\s+(?:table\s+)?(?:cusp\.)?([a-z_]+))$/i.exec(statement);
  return described !== null && (described[1] === undefined || PUBLIC_TABLES.includes(described[1]));
}

/** Table functions that only make numbers. Not among `system.functions`. */
const TABLE_FUNCTIONS = ['numbers', 'generateseries', 'generate_series', 'values'];
/** What the parser makes of operators and brackets. */
const SYNTAX_FUNCTIONS = ['lambda', 'array', 'tuple', 'map', 'cast', '_cast', 'exists', 'grouping'];
const COMBINATOR = /(?:if|array|map|distinct|ornull|ordefault|foreach|resample|argmin|argmax)$/;
const OWN_DATABASES = /^(?:system|information_schema|default|cusp_store)\./i;

/**
 * Checks the syntax tree (the lines of `EXPLAIN AST`).
 * @throws CuspError invalid_query for a function or table that is not public.
 */
export function checkSyntaxTree(tree: readonly string[], functions: ReadonlySet<string>): void {
  for (const line of tree) {
    const [, node = '', name = ''] = /^\s*(\w+)(?: (\S+))?/.exec(line) ?? [];
    if (node === 'Function' && !isKnownFunction(name.toLowerCase(), functions)) throw refuse(`the function ${name} is not available`);
    if (node === 'TableIdentifier' && !isPublicTable(name))
      throw refuse(`there is no table ${name}; there are ${PUBLIC_TABLES.join(', ')}`);
    // `x IN system.tables` names a table as if it were a column.
    if (node === 'Identifier' && OWN_DATABASES.test(name)) throw refuse(`${name} is not available`);
    // Applies a function whose name the tree does not show.
    if (node === 'ColumnsApplyTransformer') throw refuse('APPLY is not available');
  }
}

function isKnownFunction(name: string, functions: ReadonlySet<string>): boolean {
  if (TABLE_FUNCTIONS.includes(name) || SYNTAX_FUNCTIONS.includes(name) || functions.has(name)) return true;
  const plain = name.replace(COMBINATOR, '');
  return plain !== name && isKnownFunction(plain, functions);
}

function isPublicTable(name: string): boolean {
  const [database, table] = name.split('.');
  return table === undefined || (database === PUBLIC_DATABASE && PUBLIC_TABLES.includes(table));
}

/** Kinds of functions that compute from their arguments alone. Named, so that what a newer ClickHouse adds elsewhere stays out. */
const PURE_CATEGORIES = [
  'Aggregate Functions',
  'Arithmetic',
  'Arrays',
  'Bit',
  'Bitmap',
  'Comparison',
  'Conditional',
  'Dates and Times',
  'Distance',
  'Encoding',
  'Financial',
  'Geo',
  'Geo Polygon',
  'Hash',
  'IP Address',
  'JSON',
  'Logical',
  'Map',
  'Mathematical',
  'Null',
  'NumericIndexedVector',
  'Random Number',
  'Rounding',
  'String',
  'String Replacement',
  'String Search',
  'String Splitting',
  'Time Series',
  'Time Window',
  'Tuple',
  'Type Conversion',
  'URL',
  'UUID',
];
/** Harmless ones among the categories that mix. */
const PURE_FUNCTIONS = [
  'bar',
  'dynamicElement',
  'dynamicType',
  'formatReadableDecimalSize',
  'formatReadableQuantity',
  'formatReadableSize',
  'formatReadableTimeDelta',
  'getSubcolumn',
  'globalIn',
  'globalNotIn',
  'identity',
  'in',
  'isDecimalOverflow',
  'materialize',
  'neighbor',
  'notIn',
  'rowNumberInAllBlocks',
  'rowNumberInBlock',
  'runningDifference',
  'toColumnTypeName',
  'toTypeName',
  'transform',
  'variantElement',
  'variantType',
  'version',
];

/** The names of functions that a query may use, in lower case, aliases included. */
export async function pureFunctions(session: Session): Promise<ReadonlySet<string>> {
  const found = await session.rows(
    `SELECT f.name FROM system.functions AS f LEFT JOIN system.functions AS original ON f.alias_to = original.name
     WHERE if(f.alias_to = '', f.categories, original.categories) IN {categories:Array(String)}
       OR if(f.alias_to = '', f.name, f.alias_to) IN {names:Array(String)}`,
    { categories: PURE_CATEGORIES, names: PURE_FUNCTIONS },
  );
  return new Set(found.map(([name]) => String(name).toLowerCase()));
}
