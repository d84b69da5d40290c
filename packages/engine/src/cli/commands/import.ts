import { basename, resolve } from 'node:path';
import type { SourceItemsAnswer, SourceItemsRequest } from '../../api/contract.js';
import { cleanItem } from '../../clean/clean-item.js';
import { type DryRun, dryRun } from '../../collect/files/dry-run.js';
import { fileIdentity } from '../../collect/files/file-identity.js';
import { importFile, type ImportProgress } from '../../collect/files/import-file.js';
import type { MappedBatch } from '../../collect/files/mapped-batch.js';
import { Mapping } from '../../collect/mapping/mapping.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { readDocument } from '../../workspace/read-document.js';
import type { ApiClient } from '../api-client.js';
import { type CliCommand, CONNECTION_FLAGS, countArgument, engineCommand, localCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { dataDirectory } from '../connection.js';
import type { CliEnvironment } from '../environment.js';
import { dryRunText } from '../import-dry-run.js';
import { ImportProgressFile } from '../import-progress-file.js';
import { importProgress } from '../import-progress.js';
import { numberText } from '../table.js';

const SPEC = {
  name: 'import',
  description: COMMAND_SUMMARIES.import ?? '',
  moreWords: true,
  createsData: true,
} as const;
const ARGS = {
  file: {
    type: 'positional',
    required: true,
    description: 'CSV, NDJSON, JSON or Parquet, plain, gzip or zstd; several are read one after the other; - reads the standard input',
  },
  mapping: { type: 'string', required: true, valueHint: 'file', description: 'How rows become events (docs/guide/import.md)' },
  source: { type: 'string', valueHint: 'name', description: "The source's name; default: the mapping's" },
  'from-start': { type: 'boolean', description: 'Send every row, also those that an interrupted run of the same file brought in' },
  'dry-run': { type: 'boolean', description: 'Send nothing: show the first events, their counts, and what would be put aside' },
  rows: { type: 'string', valueHint: 'n', description: 'With --dry-run: read so many rows; default all' },
} as const;

const MOST_ROWS = 999_999_999;

/** `cusp import FILE… --mapping FILE [--source NAME] [--from-start] [--dry-run [--rows N]]` */
export const importCommand: CliCommand = (environment) => {
  const sending = sendingCommand(environment);
  const dry = dryCommand(environment);
  return { ...sending, run: (context) => (context.args['dry-run'] === true ? dry.run?.(context) : sending.run?.(context)) };
};

const sendingCommand = engineCommand({ ...SPEC, args: ARGS }, async ({ args, environment, client, answer }) => {
  if (args.rows !== undefined) throw new CuspError(ERRORS.invalidUsage, '--rows belongs to --dry-run');
  const work = await workOf(args, environment);
  // An engine elsewhere may need every row again, however far another one came.
  const engine = args.url ?? environment.env.CUSP_URL ?? dataDirectory(args.data, environment);
  const results: FileResult[] = [];
  for (const file of args._) {
    results.push(await sendFile({ ...work, file, engine, fromStart: args['from-start'] === true }, client, environment));
  }
  answer({ source: work.source, files: results.map(resultOf) }, () => results.map(sentence).join('\n'));
});

/** Needs no engine: it runs the rules that an engine would. */
const dryCommand = localCommand({ ...SPEC, args: { ...ARGS, ...CONNECTION_FLAGS } }, async ({ args, environment, answer }) => {
  const { mapping, source } = await workOf(args, environment);
  const rows = args.rows === undefined ? undefined : countArgument(args.rows, 'rows', MOST_ROWS);
  const now = environment.now();
  const delivery = { source, receivedAt: now, now, type: null, context: undefined, sentAt: undefined, retention: null };
  const results: (DryRun & { readonly file: string })[] = [];
  for (const file of args._) {
    const options = { ...inputOf(file, environment), mapping, source, rows };
    const clean = (item: Parameters<typeof cleanItem>[0]) => cleanItem(item, { ...delivery, newMessageId: () => '' });
    results.push({ file, ...(await dryRun({ ...options, clean })) });
  }
  answer({ source, files: results }, () => results.map((result) => dryRunText(result.file, result)).join('\n\n'));
});

interface Work {
  readonly mapping: Mapping;
  readonly source: string;
}

async function workOf(
  args: { readonly mapping: string; readonly source?: string | undefined },
  environment: CliEnvironment,
): Promise<Work> {
  const mapping = await readDocument(resolve(environment.cwd, args.mapping), Mapping, ERRORS.invalidMapping);
  return { mapping, source: sourceName(args.source ?? mapping.name) };
}

function sourceName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)) return name;
  throw new CuspError(ERRORS.invalidUsage, `'${name}' is no name of a source`, { remedy: 'Use letters, digits, _ . and -.' });
}

const STANDARD_INPUT = '-';

function inputOf(file: string, environment: CliEnvironment): { readonly file: string; readonly input?: AsyncIterable<Buffer> } {
  if (file !== STANDARD_INPUT) return { file: resolve(environment.cwd, file) };
  if (environment.stdin === undefined) throw new CuspError(ERRORS.invalidUsage, 'there is no standard input here');
  return { file: 'standard input', input: environment.stdin() };
}

interface SendWork extends Work {
  readonly file: string;
  readonly engine: string;
  readonly fromStart: boolean;
}

type FileResult = ImportProgress & { readonly file: string };

async function sendFile(work: SendWork, client: ApiClient, environment: CliEnvironment): Promise<FileResult> {
  const { file, mapping, source } = work;
  const input = inputOf(file, environment);
  const kept = file === STANDARD_INPUT ? undefined : await progressFileOf(input.file, work, environment);
  const shown = await importProgress(basename(file), kept !== undefined, environment);
  try {
    const result = await importFile({
      ...input,
      mapping,
      source,
      now: environment.now,
      onProgress: shown.show,
      send: (batch) => sendBatch(client, source, batch),
      reached: work.fromStart ? undefined : kept?.read(),
      onReached: (reached) => kept?.reached(reached),
    });
    kept?.done();
    return { file, ...result };
  } finally {
    shown.stop();
  }
}

async function progressFileOf(
  path: string,
  { mapping, source, engine }: SendWork,
  environment: CliEnvironment,
): Promise<ImportProgressFile> {
  const identity = await fileIdentity(path, [JSON.stringify(mapping), source, engine]);
  return new ImportProgressFile(identity, environment);
}

function sendBatch(client: ApiClient, source: string, batch: MappedBatch): Promise<SourceItemsAnswer> {
  const body: SourceItemsRequest = { items: [...batch.items], unmappable: batch.unmappable.map(withOwnIds) };
  return client.post<SourceItemsAnswer>(`/api/v1/sources/${source}/items`, body);
}

function withOwnIds({ externalIds, ...row }: MappedBatch['unmappable'][number]): NonNullable<SourceItemsRequest['unmappable']>[number] {
  return { ...row, ...(externalIds && { externalIds: [...externalIds] }) };
}

function resultOf({ file, rows, passedOver, received, accepted, duplicate, quarantined, elapsed }: FileResult): object {
  return { file, rows, passedOver, received, accepted, duplicate, quarantined, seconds: elapsed / 1_000 };
}

function sentence(result: FileResult): string {
  const { file, rows, passedOver, accepted, duplicate, quarantined, elapsed, rowsPerSecond } = result;
  const counts = `${numberText(accepted)} accepted, ${numberText(duplicate)} duplicate, ${numberText(quarantined)} quarantined`;
  const before = passedOver > 0 ? ` (went on after row ${numberText(passedOver)})` : '';
  const hint = quarantined > 0 ? '\n  `cusp quarantine list` says why.' : '';
  return `${file}: ${numberText(rows)} rows${before}: ${counts} (${(elapsed / 1_000).toFixed(1)} s, ${numberText(Math.round(rowsPerSecond))} rows/s)${hint}`;
}
