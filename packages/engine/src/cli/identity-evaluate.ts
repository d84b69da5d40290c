/** `cusp identity evaluate`: how well records whose person is known are matched, and why two of them are, or are not. */
import { evaluateMatching, type LabelledRecord, type MatchingEvaluation } from '../identify/matching/evaluate-matching.js';
import { explainPair } from '../identify/matching/explain.js';
import { compareKeys } from '../identify/matching/key-order.js';
import { levelWords } from '../identify/matching/level-words.js';
import { suggestionsOf } from '../identify/matching/match-batch.js';
import { modelId } from '../identify/matching/read-model.js';
import { Scorer } from '../identify/matching/scorer.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import type { CliEnvironment } from './environment.js';
import { misused } from './identity-by-hand.js';
import { waterfallText } from './identity-matching-text.js';
import { readLabelledRecords, recordNamed } from './labelled-records.js';
import { fields, numberText, table, visible } from './table.js';

/** What the command is given. */
interface Evaluated {
  readonly args: {
    readonly truth?: string | undefined;
    readonly 'truth-pattern'?: string | undefined;
    readonly fields?: string | undefined;
    readonly id?: string | undefined;
    readonly 'distinct-files'?: boolean | undefined;
    readonly explain?: boolean | undefined;
    readonly left?: string | undefined;
    readonly right?: string | undefined;
  };
  readonly environment: Pick<CliEnvironment, 'cwd' | 'now'>;
  readonly answer: (report: Report, text: () => string) => void;
}

/**
 * Needs no engine: it measures files.
 * @throws CuspError invalid_usage, and what reading the files throws
 */
export async function evaluateFiles({ args, environment, answer }: Evaluated, files: readonly string[]): Promise<void> {
  if (files.length === 0) throw misused('there is no file to evaluate');
  if (args.truth === undefined) throw misused('--truth is missing: the column that says whose record it is');
  const names = fieldNames(args.fields, args.truth);
  const read = { files, fields: names, truth: args.truth, truthPattern: patternOf(args['truth-pattern']), id: args.id };
  const { records, unreadable } = await readLabelledRecords({ ...read, distinctFiles: args['distinct-files'] === true }, environment.cwd);
  const pair = pairAsked(records, args);
  const began = environment.now();
  const evaluation = evaluateMatching(names, records);
  const report = reportOf(evaluation, { seconds: (environment.now() - began) / 1_000, unreadable, explain: args.explain === true, pair });
  answer(report, () => textOf(report));
}

function fieldNames(given: string | undefined, truth: string): readonly string[] {
  const names = [...new Set((given ?? '').split(',').map((name) => name.trim()))].filter((name) => name !== '');
  if (names.length === 0) throw misused('--fields is missing: the columns to compare, such as first_name,surname,dob');
  if (names.length > MOST_FIELDS) throw misused(`--fields names ${names.length} columns, at most ${MOST_FIELDS}`);
  if (names.includes(truth)) throw misused(`--fields names '${truth}', which is the truth: it must not be compared`);
  return names;
}

const MOST_FIELDS = 32;

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    throw new CuspError(
      ERRORS.invalidUsage,
      `--truth-pattern is no regular expression: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

type Report = ReturnType<typeof reportOf>;

function reportOf(
  evaluation: MatchingEvaluation,
  { seconds, unreadable, explain, pair }: { seconds: number; unreadable: number; explain: boolean; pair: PairOfRows | undefined },
) {
  const { records, truePairs, precision, recall, f1, clusters, model, result } = evaluation;
  return {
    records,
    truePairs,
    precision,
    recall,
    f1,
    clusters,
    seconds,
    unreadable,
    suggestions: suggestionsOf(result).length,
    pairsCompared: result.compared,
    fields: model.fields.map(({ name, kind }) => ({ name, kind })),
    ...(explain && { prior: model.prior, thresholds: model.thresholds, levels: levelWords(model), rules: model.rules }),
    ...(pair !== undefined && { pair: pairReport(evaluation, pair) }),
  };
}

/** Places of two records. */
type PairOfRows = readonly [number, number];

function pairAsked(records: readonly LabelledRecord[], { left, right }: Evaluated['args']): PairOfRows | undefined {
  if (left === undefined && right === undefined) return undefined;
  if (left === undefined || right === undefined) throw misused('--left and --right go together');
  const pair = [recordNamed(records, left), recordNamed(records, right)] as const;
  if (pair[0] === pair[1]) throw misused(`--left and --right are one record, '${left}'`);
  // As explanations have them: the smaller key to the left.
  const [one, other] = pair;
  return compareKeys(records[one]?.key ?? '', records[other]?.key ?? '') < 0 ? pair : [other, one];
}

function pairReport({ table: records, model, result }: MatchingEvaluation, [left, right]: PairOfRows) {
  const explanation = explainPair(records, model, new Scorer(records, model), left, right);
  const inOneCluster = result.clusterOf[left] === result.clusterOf[right];
  return { left: records.keys[left] ?? '', right: records.keys[right] ?? '', inOneCluster, modelId: modelId(model), ...explanation };
}

function textOf(report: Report): string {
  const { records, truePairs, precision, recall, f1, clusters, seconds, suggestions } = report;
  const figures = fields([
    ['records', numberText(records)],
    ['true pairs', numberText(truePairs)],
    ['precision', precision.toFixed(4)],
    ['recall', recall.toFixed(4)],
    ['F1', f1.toFixed(4)],
    ['clusters', numberText(clusters)],
    ['suggestions', numberText(suggestions)],
    ['seconds', seconds.toFixed(1)],
    ['fields', report.fields.map(({ name, kind }) => `${name} (${kind})`).join(', ')],
    ...(report.unreadable > 0 ? [['unreadable', `${numberText(report.unreadable)} rows were left out`] as const] : []),
  ]);
  const parts = [figures];
  if (report.levels !== undefined) parts.push(learnedText(report.levels));
  if (report.pair !== undefined) parts.push(pairText(report.pair));
  return parts.join('\n\n');
}

function pairText(pair: NonNullable<Report['pair']>): string {
  const where = pair.inOneCluster ? 'in one cluster' : 'in two clusters';
  return `${visible(pair.left)} and ${visible(pair.right)} stand ${where}.\n\n${waterfallText(pair)}`;
}

function learnedText(levels: NonNullable<Report['levels']>): string {
  return table(levels, [
    { title: 'FIELD', value: ({ field }) => field },
    { title: 'LEVEL', value: ({ level }) => level },
    { title: 'ONE PERSON', value: ({ m }) => m.toPrecision(3), right: true },
    { title: 'TWO PERSONS', value: ({ u }) => u.toPrecision(3), right: true },
    { title: 'BITS', value: ({ bits }) => bits.toFixed(1), right: true },
  ]);
}
