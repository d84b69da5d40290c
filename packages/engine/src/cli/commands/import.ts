import { basename, resolve } from 'node:path';
import type { SourceItemsAnswer, SourceItemsRequest } from '../../api/contract.js';
import { importFile, type ImportProgress } from '../../collect/files/import-file.js';
import type { MappedBatch } from '../../collect/files/mapped-batch.js';
import { Mapping } from '../../collect/mapping/mapping.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { readDocument } from '../../workspace/read-document.js';
import type { ApiClient } from '../api-client.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { importProgress } from '../import-progress.js';
import { numberText } from '../table.js';

/** `cusp import FILE… --mapping FILE [--source NAME]` */
export const importCommand = engineCommand(
  {
    name: 'import',
    description: COMMAND_SUMMARIES.import ?? '',
    args: {
      file: { type: 'positional', required: true, description: 'CSV or NDJSON, plain or gzip; several are read one after the other' },
      mapping: { type: 'string', required: true, valueHint: 'file', description: 'How rows become events (docs/guide/import.md)' },
      source: { type: 'string', valueHint: 'name', description: "The source's name; default: the mapping's" },
    },
    moreWords: true,
    createsData: true,
  },
  async ({ args, environment, client, answer }) => {
    const mapping = await readDocument(resolve(environment.cwd, args.mapping), Mapping, ERRORS.invalidMapping);
    const source = sourceName(args.source ?? mapping.name);
    const results: (ImportProgress & { readonly file: string })[] = [];
    for (const file of args._) {
      const progress = await importProgress(basename(file), true, environment);
      const options = { file: resolve(environment.cwd, file), mapping, source, now: environment.now, onProgress: progress.show };
      try {
        results.push({ file, ...(await importFile({ ...options, send: (batch) => sendBatch(client, source, batch) })) });
      } finally {
        progress.stop();
      }
    }
    answer({ source, files: results.map(resultOf) }, () => results.map(sentence).join('\n'));
  },
);

function sourceName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)) return name;
  throw new CuspError(ERRORS.invalidUsage, `'${name}' is no name of a source`, { remedy: 'Use letters, digits, _ . and -.' });
}

function sendBatch(client: ApiClient, source: string, batch: MappedBatch): Promise<SourceItemsAnswer> {
  const body: SourceItemsRequest = { items: [...batch.items], unmappable: batch.unmappable.map(withOwnIds) };
  return client.post<SourceItemsAnswer>(`/api/v1/sources/${source}/items`, body);
}

function withOwnIds({ externalIds, ...row }: MappedBatch['unmappable'][number]): NonNullable<SourceItemsRequest['unmappable']>[number] {
  return { ...row, ...(externalIds && { externalIds: [...externalIds] }) };
}

function resultOf({ file, rows, received, accepted, duplicate, quarantined, elapsed }: ImportProgress & { readonly file: string }): object {
  return { file, rows, received, accepted, duplicate, quarantined, seconds: elapsed / 1_000 };
}

function sentence(result: ImportProgress & { readonly file: string }): string {
  const { file, rows, accepted, duplicate, quarantined, elapsed, rowsPerSecond } = result;
  const counts = `${numberText(accepted)} accepted, ${numberText(duplicate)} duplicate, ${numberText(quarantined)} quarantined`;
  const hint = quarantined > 0 ? '\n  `cusp quarantine list` says why.' : '';
  return `${file}: ${numberText(rows)} rows: ${counts} (${(elapsed / 1_000).toFixed(1)} s, ${numberText(Math.round(rowsPerSecond))} rows/s)${hint}`;
}
