import { basename, resolve } from 'node:path';
import type { ScoresAnswer } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import { engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import type { CliEnvironment } from '../environment.js';
import { importProgress } from '../import-progress.js';
import { readScores, type ScoreBatch, type ScoreFileOptions, type ScoreRow } from '../score-rows.js';
import { numberText, visible } from '../table.js';

/** Rows that were put aside and are named one by one. */
const MOST_NAMED = 20;
const STANDARD_INPUT = '-';

/** A row that the engine put aside. */
interface RowProblem {
  readonly row: number;
  readonly reason: string | null;
  readonly field: string | null;
  readonly detail: string | null;
}

/** `cusp scores FILE|- [--score NAME] [--at T]` */
export const scores = engineCommand(
  {
    name: 'scores',
    description: COMMAND_SUMMARIES.scores ?? '',
    args: {
      file: {
        type: 'positional',
        required: true,
        description: 'CSV (score,customer,value,at), NDJSON or JSON, plain, gzip or zstd; - reads the standard input',
      },
      score: { type: 'string', valueHint: 'name', description: 'The name of scores that do not say it' },
      at: { type: 'string', valueHint: 'time', description: 'The instant of scores that do not say it; default: now' },
    },
    createsData: true,
  },
  async ({ args, client, environment, answer }) => {
    const at = timeArgument(args.at) ?? formatInstant(environment.now());
    const tally = new Tally(environment.now);
    const shown = await importProgress(basename(args.file), args.file !== STANDARD_INPUT, environment);
    try {
      for await (const batch of readScores({ ...inputOf(args.file, environment), defaults: { score: args.score, at } })) {
        const items = batch.rows.map(({ item }) => item);
        tally.add(batch, await client.post<ScoresAnswer>('/api/v1/scores', items));
        shown.show(tally.progress(batch));
      }
    } finally {
      shown.stop();
    }
    const result = tally.result();
    if (args.json !== true) for (const problem of result.problems) environment.stderr(`${problemText(problem)}\n`);
    const file = args.file === STANDARD_INPUT ? 'standard input' : args.file;
    answer({ file, ...result }, () => sentence(file, result));
  },
);

function inputOf(file: string, environment: CliEnvironment): Pick<ScoreFileOptions, 'file' | 'input'> {
  if (file !== STANDARD_INPUT) return { file: resolve(environment.cwd, file) };
  if (environment.stdin === undefined) throw new CuspError(ERRORS.invalidUsage, 'there is no standard input here');
  return { file: 'standard input', input: environment.stdin() };
}

type Counts = Record<'received' | 'accepted' | 'duplicate' | 'conflicting' | 'quarantined', number>;
interface Result extends Counts {
  readonly seconds: number;
  /** The first rows that were put aside. */
  readonly problems: readonly RowProblem[];
}

/** What has become of the rows so far. */
class Tally {
  readonly #now: () => Instant;
  readonly #started: Instant;
  readonly #counts: Counts = { received: 0, accepted: 0, duplicate: 0, conflicting: 0, quarantined: 0 };
  readonly #problems: RowProblem[] = [];

  constructor(now: () => Instant) {
    this.#now = now;
    this.#started = now();
  }

  add({ rows }: ScoreBatch, { outcomes, ...counts }: ScoresAnswer): void {
    for (const key of Object.keys(this.#counts) as (keyof Counts)[]) this.#counts[key] += counts[key];
    for (const [index, { status, reason, field, detail }] of outcomes.entries()) {
      if (status !== 'quarantined' || this.#problems.length === MOST_NAMED) continue;
      const { row, fault } = rows[index] as ScoreRow;
      this.#problems.push({ row, reason, field, detail: fault ?? detail });
    }
  }

  progress({ bytesRead, bytesTotal }: ScoreBatch): Parameters<Awaited<ReturnType<typeof importProgress>>['show']>[0] {
    const elapsed = this.#now() - this.#started;
    const rows = this.#counts.received;
    const isTimed = elapsed > 0 && bytesRead > 0 && bytesTotal !== undefined;
    return {
      ...this.#counts,
      rows,
      passedOver: 0,
      bytesRead,
      bytesTotal,
      elapsed,
      rowsPerSecond: elapsed > 0 ? (rows * 1_000) / elapsed : 0,
      remaining: isTimed ? (elapsed * (bytesTotal - bytesRead)) / bytesRead : null,
    };
  }

  result(): Result {
    return { ...this.#counts, seconds: (this.#now() - this.#started) / 1_000, problems: this.#problems };
  }
}

function problemText({ row, reason, field, detail }: RowProblem): string {
  return visible(`row ${row}: ${reason ?? ''}${field === null ? '' : ` at ${field}`}${detail === null ? '' : `: ${detail}`}`);
}

function sentence(file: string, { received, accepted, duplicate, conflicting, quarantined, seconds, problems }: Result): string {
  const others = conflicting > 0 ? ` (${numberText(conflicting)} with another value)` : '';
  const counts = `${numberText(accepted)} accepted, ${numberText(duplicate)} duplicate${others}, ${numberText(quarantined)} quarantined`;
  const more = quarantined > problems.length ? `${numberText(quarantined - problems.length)} more were put aside; ` : '';
  const hint = quarantined > 0 ? `\n  ${more}\`cusp quarantine list --source scores\` lists them.` : '';
  return `${file}: ${numberText(received)} scores: ${counts} (${seconds.toFixed(1)} s)${hint}`;
}
