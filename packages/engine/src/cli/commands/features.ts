import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { FeaturesBody } from '../../api/feature-contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { ApiClient } from '../api-client.js';
import { engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { downloadProgress } from '../download-progress.js';
import type { CliEnvironment } from '../environment.js';
import { readLabels } from '../label-rows.js';
import { numberText } from '../table.js';

/** `cusp features --at TIME… | --rows FILE.csv [--metrics a,b] [--segments …] [--traits …] [--as-known] --out FILE` */
export const features = engineCommand(
  {
    name: 'features',
    description: COMMAND_SUMMARIES.features ?? '',
    args: {
      at: { type: 'string', valueHint: 'time', description: 'Everybody who exists then, as of then; several times for several instants' },
      rows: { type: 'string', valueHint: 'file', description: 'CSV with columns customer (type:id) and at, in place of --at' },
      metrics: { type: 'string', valueHint: 'a,b', description: 'Metrics by name; default all, "" for none' },
      segments: { type: 'string', valueHint: 'a,b', description: 'Segments by name; default all, "" for none' },
      traits: { type: 'string', valueHint: 'a,b', description: 'Traits by name; default none' },
      'as-known': { type: 'boolean', description: 'Only what had arrived by then: folds the journal again' },
      out: { type: 'string', valueHint: 'file', description: 'Where to write; .ndjson gives lines of JSON. Default features.parquet' },
    },
  },
  async ({ args, every, environment, client, answer }) => {
    const file = resolve(environment.cwd, args.out ?? 'features.parquet');
    const body: FeaturesBody = {
      ...(await whenAsked(every('at'), args.rows, environment)),
      ...(args.metrics !== undefined && { metrics: namesIn(args.metrics) }),
      ...(args.segments !== undefined && { segments: namesIn(args.segments) }),
      ...(args.traits !== undefined && { traits: namesIn(args.traits) }),
      ...(args['as-known'] === true && { asKnown: true }),
      format: file.endsWith('.ndjson') ? 'ndjson' : 'parquet',
    };
    const bytes = await write(client, body, file, environment);
    answer({ file, bytes }, () => `${numberText(bytes)} bytes written to ${file}`);
  },
);

async function whenAsked(
  at: readonly string[],
  rows: string | undefined,
  environment: CliEnvironment,
): Promise<Pick<FeaturesBody, 'at' | 'rows'>> {
  if ((at.length === 0) === (rows === undefined))
    throw new CuspError(ERRORS.invalidUsage, 'give either --at or --rows', { remedy: 'See: cusp features --help' });
  if (rows !== undefined) return { rows: [...(await readLabels(resolve(environment.cwd, rows)))] };
  return { at: at.flatMap((text) => timeArgument(text) ?? []) };
}

function namesIn(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

/** Writes beside the file and puts it in its place when it is whole. @returns how many bytes it has */
async function write(client: ApiClient, body: FeaturesBody, file: string, environment: CliEnvironment): Promise<number> {
  const part = `${file}.part`;
  const progress = await downloadProgress(environment);
  const out = createWriteStream(part);
  let bytes = 0;
  try {
    await once(out, 'open');
    await client.download('/api/v1/features', body, async (chunk) => {
      progress.show((bytes += chunk.length));
      if (!out.write(chunk)) await once(out, 'drain');
    });
    out.end();
    await finished(out);
    await rename(part, file);
    return bytes;
  } catch (error) {
    out.destroy();
    await rm(part, { force: true });
    throw error;
  } finally {
    progress.stop();
  }
}
