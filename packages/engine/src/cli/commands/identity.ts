import type { IdentityDecided, IdentityDecisionList, IdentityLinks, IdentityReport } from '../../api/contract.js';
import { evaluateMatching, type MatchingEvaluation } from '../../identify/matching/evaluate-matching.js';
import { levelWords } from '../../identify/matching/level-words.js';
import { suggestionsOf } from '../../identify/matching/match-batch.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { customerPath } from '../api-client.js';
import { askingCommand, countArgument, identifierArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { decidedText, decisionsText, identityRequest, isIdentityAction, linksText, misused } from '../identity-by-hand.js';
import { identityReportText } from '../identity-report-text.js';
import { readLabelledRecords } from '../labelled-records.js';
import { fields, numberText, table } from '../table.js';

const ARGS = {
  action: {
    type: 'positional',
    required: true,
    description:
      'merge, unmerge, block or unblock TYPE:ID TYPE:ID…; links TYPE:ID; decisions; report; or evaluate FILE…: CSV, NDJSON, JSON or Parquet whose rows say who is who',
  },
  reason: { type: 'string', valueHint: 'text', description: 'With merge, unmerge, block and unblock: why; stays on record' },
  by: { type: 'string', valueHint: 'name', description: 'With these: who decides; default CUSP_BY, or the user of the machine' },
  limit: { type: 'string', default: '100', valueHint: 'n', description: 'With decisions: at most so many, newest first' },
  truth: {
    type: 'string',
    valueHint: 'column',
    description: 'With evaluate: the column that says whose record it is; with report: the trait that does. For measuring alone',
  },
  'truth-pattern': {
    type: 'string',
    valueHint: 'pattern',
    description: "With evaluate: what of it says so: the pattern's first group, such as 'rec-(\\d+)'; default all of it",
  },
  fields: { type: 'string', valueHint: 'a,b,…', description: 'With evaluate: the columns to compare; what they hold is found out' },
  id: { type: 'string', valueHint: 'column', description: 'With evaluate: the column that tells records apart; default their place' },
  'distinct-files': { type: 'boolean', description: 'With evaluate: each file is known to hold nobody twice' },
  contradicting: {
    type: 'string',
    valueHint: 'a,b,…',
    description: 'With report: traits of which one person has one value; default birthday and gender under their usual names',
  },
  explain: { type: 'boolean', description: 'With evaluate: also show what was learned' },
} as const;

/**
 * `cusp identity merge|unmerge|block|unblock TYPE:ID TYPE:ID… --reason TEXT [--by NAME]`, `cusp identity links TYPE:ID`,
 * `cusp identity decisions [--limit N]`, `cusp identity report [--contradicting a,b,…] [--truth TRAIT]`,
 * `cusp identity evaluate FILE… --truth COLUMN --fields a,b,… [--truth-pattern P] [--id COLUMN] [--distinct-files] [--explain]`
 */
export const identity = askingCommand(
  { name: 'identity', description: COMMAND_SUMMARIES.identity ?? '', args: ARGS, moreWords: true },
  async (context) => {
    const { args, answer, asked } = context;
    const words = args._.slice(1);
    const { action } = args;
    if (action === 'evaluate') return evaluate(context, words);
    if (action === 'decisions') return listDecisions(context, words);
    if (action === 'links') return showLinks(context, words);
    if (action === 'report') return showReport(context, words);
    if (!isIdentityAction(action)) throw misused(`'${action}' is nothing to do about identity; there are ${ACTIONS}`);
    const request = identityRequest(action, words, args);
    return asked(async (client) => {
      const decided = await client.post<IdentityDecided>(`/api/v1/identity/${action}`, request);
      answer(decided, () => decidedText(decided));
    });
  },
);

const ACTIONS = 'merge, unmerge, block, unblock, links, decisions, report and evaluate';

type Run = Parameters<Parameters<typeof askingCommand<typeof ARGS>>[1]>[0];

async function listDecisions({ args, answer, asked }: Run, [word]: readonly string[]): Promise<void> {
  const limit = countArgument(args.limit, 'limit', 1_000);
  if (word !== undefined) throw misused(`'${word}' is one word too many`);
  await asked(async (client) => {
    const found = await client.get<IdentityDecisionList>('/api/v1/identity/decisions', { limit });
    answer(found, () => decisionsText(found));
  });
}

async function showReport({ args, answer, asked }: Run, [word]: readonly string[]): Promise<void> {
  if (word !== undefined) throw misused(`'${word}' is one word too many`);
  await asked(async (client) => {
    const found = await client.get<IdentityReport>('/api/v1/identity/report', { contradicting: args.contradicting, truth: args.truth });
    answer(found, () => identityReportText(found));
  });
}

async function showLinks({ answer, asked }: Run, [customer, ...more]: readonly string[]): Promise<void> {
  if (customer === undefined || more.length > 0) throw misused('links is about one customer, as type:id');
  const path = customerPath(identifierArgument(customer));
  await asked(async (client) => {
    const found = await client.get<IdentityLinks>(`${path}/identity`);
    answer(found, () => linksText(found));
  });
}

/** Needs no engine: it measures files. */
async function evaluate({ args, environment, answer }: Run, files: readonly string[]): Promise<void> {
  if (files.length === 0) throw misused('there is no file to evaluate');
  if (args.truth === undefined) throw misused('--truth is missing: the column that says whose record it is');
  const names = fieldNames(args.fields, args.truth);
  const read = { files, fields: names, truth: args.truth, truthPattern: patternOf(args['truth-pattern']), id: args.id };
  const { records, unreadable } = await readLabelledRecords({ ...read, distinctFiles: args['distinct-files'] === true }, environment.cwd);
  const began = environment.now();
  const evaluation = evaluateMatching(names, records);
  const report = reportOf(evaluation, { seconds: (environment.now() - began) / 1_000, unreadable, explain: args.explain === true });
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
  { seconds, unreadable, explain }: { seconds: number; unreadable: number; explain: boolean },
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
  };
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
  return report.levels === undefined ? figures : `${figures}\n\n${learnedText(report.levels)}`;
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
