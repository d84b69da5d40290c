import type { IdentityDecided, IdentityDecisionList, IdentityLinks, IdentityReport } from '../../api/contract.js';
import { customerPath } from '../api-client.js';
import { askingCommand, countArgument, identifierArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { decidedText, decisionsText, identityRequest, isIdentityAction, linksText, misused } from '../identity-by-hand.js';
import { evaluateFiles } from '../identity-evaluate.js';
import { MATCHING_COMMANDS } from '../identity-matching.js';
import { identityReportText } from '../identity-report-text.js';

const ARGS = {
  action: {
    type: 'positional',
    required: true,
    description:
      'merge, unmerge, block or unblock TYPE:ID TYPE:ID…; links TYPE:ID; decisions; report; explain TYPE:ID TYPE:ID; matching; learn; suggestions; accept or reject TYPE:ID TYPE:ID; or evaluate FILE…: CSV, NDJSON, JSON or Parquet whose rows say who is who',
  },
  reason: {
    type: 'string',
    valueHint: 'text',
    description: 'With merge, unmerge, block, unblock, accept and reject: why; stays on record',
  },
  by: { type: 'string', valueHint: 'name', description: 'With these: who decides; default CUSP_BY, or the user of the machine' },
  limit: { type: 'string', default: '100', valueHint: 'n', description: 'With decisions and suggestions: at most so many' },
  wait: { type: 'boolean', description: 'With learn: until everybody is matched under the model' },
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
  left: {
    type: 'string',
    valueHint: 'id',
    description: 'With evaluate: explain this record and the one of --right, by --id or by their places',
  },
  right: { type: 'string', valueHint: 'id', description: 'With evaluate: the other one' },
} as const;

/**
 * `cusp identity merge|unmerge|block|unblock TYPE:ID TYPE:ID… --reason TEXT [--by NAME]`, `cusp identity links TYPE:ID`,
 * `cusp identity decisions [--limit N]`, `cusp identity report [--contradicting a,b,…] [--truth TRAIT]`,
 * `cusp identity matching`, `cusp identity learn [--wait]`, `cusp identity suggestions [--limit N]`, `cusp identity explain TYPE:ID TYPE:ID`,
 * `cusp identity accept|reject TYPE:ID TYPE:ID --reason TEXT [--by NAME]`,
 * `cusp identity evaluate FILE… --truth COLUMN --fields a,b,… [--truth-pattern P] [--id COLUMN] [--distinct-files] [--explain] [--left ID --right ID]`
 */
export const identity = askingCommand(
  { name: 'identity', description: COMMAND_SUMMARIES.identity ?? '', args: ARGS, moreWords: true },
  async (context) => {
    const { args, answer, asked } = context;
    const words = args._.slice(1);
    const { action } = args;
    if (action === 'evaluate') return evaluateFiles(context, words);
    const ofMatching = Object.hasOwn(MATCHING_COMMANDS, action) ? MATCHING_COMMANDS[action] : undefined;
    if (ofMatching !== undefined) return ofMatching(context, words);
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

const ACTIONS = `merge, unmerge, block, unblock, links, decisions, report, ${Object.keys(MATCHING_COMMANDS).join(', ')} and evaluate`;

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
