/** How the rows of a file are written. */
export type FileFormat = 'csv' | 'ndjson' | 'json' | 'parquet';

const EXTENSIONS: ReadonlyMap<string, FileFormat> = new Map([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['txt', 'csv'],
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['json', 'json'],
]);

/**
 * The format of a file: as the mapping says; Parquet by its first bytes; else by its name, whatever it is compressed with; else by the
 * first character, where `[` begins a JSON array and `{` a line of NDJSON.
 * @throws RangeError when the mapping names Parquet, and the file is none.
 */
export function formatOf(name: string, said: FileFormat | undefined, head: Buffer): FileFormat {
  const isParquet = head.subarray(0, 4).toString('latin1') === 'PAR1';
  if (said === 'parquet' && !isParquet) throw new RangeError('it does not begin as Parquet does');
  if (said !== undefined) return said;
  if (isParquet) return 'parquet';
  const [, extension = ''] = /\.([a-z]+)(?:\.(?:gz|gzip|zst|zstd))?$/i.exec(name) ?? [];
  const byName = EXTENSIONS.get(extension.toLowerCase());
  if (byName !== undefined) return byName;
  const first = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()[0];
  if (first === '[') return 'json';
  return first === '{' ? 'ndjson' : 'csv';
}

/** What stands between the fields of a file when its mapping does not say. */
export function delimiterOf(name: string): string {
  return /\.tsv(?:\.[a-z]+)?$/i.test(name) ? '\t' : ',';
}
