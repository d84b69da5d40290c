import type { Draft, DraftCustomers, DraftList, DraftPreview, Publication } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { ApiClient } from '../api-client.js';
import { type CommandRun, engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { definitionPath, planText, soundWorkspace, withLines } from '../definitions-command.js';
import { draftPreviewText } from '../draft-preview-text.js';
import type { CliEnvironment } from '../environment.js';
import { AT_ONCE, untilLive } from '../publish.js';
import { fields, numberText, table, visible } from '../table.js';

const PAGE = 1_000;
const REMEDY = { remedy: 'See: cusp drafts --help' };

/** `cusp drafts list | save DIR | show KIND NAME [--entering] [--leaving] | discard KIND NAME | publish KIND NAME` */
export const drafts = engineCommand(
  {
    name: 'drafts',
    description: COMMAND_SUMMARIES.drafts ?? '',
    args: {
      action: {
        type: 'positional',
        required: true,
        description:
          'list, save DIR (what differs from what is in force), show KIND NAME (a metric or moment with what it would say), discard KIND NAME or publish KIND NAME',
      },
      note: { type: 'string', valueHint: 'text', description: 'With save: what the draft is for' },
      reason: { type: 'string', valueHint: 'text', description: 'With publish: why, for the record' },
      entering: { type: 'boolean', description: 'With show: who would enter, one a line' },
      leaving: { type: 'boolean', description: 'With show: who would leave, one a line' },
    },
    moreWords: true,
  },
  async (run) => {
    const { args, client, environment, answer } = run;
    const words = args._.slice(1);
    switch (args.action) {
      case 'list': {
        const found = await client.get<DraftList>('/api/v1/drafts');
        return answer(found, () => listText(found));
      }
      case 'save':
        return save(run, words);
      case 'show':
        return show(run, words);
      case 'discard':
        return answer(await client.delete<object>(draftPath(words)), () => 'Discarded.');
      case 'publish': {
        const { kind, name } = refOf(words);
        const body = { drafts: [{ kind, name }], ...(args.reason !== undefined && { reason: args.reason }) };
        const published = await untilLive(await client.post<Publication>('/api/v1/drafts/publish', body, AT_ONCE), client, environment);
        return answer(published, () => planText(published.changes));
      }
      default:
        throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, save, show, discard nor publish`, REMEDY);
    }
  },
);

type Run = Pick<CommandRun<Record<never, never>>, 'answer'> & {
  readonly args: { readonly note?: string | undefined; readonly entering?: boolean | undefined; readonly leaving?: boolean | undefined };
  readonly client: ApiClient;
  readonly environment: CliEnvironment;
};

/** Keeps what differs from what is in force. */
async function save({ args, client, environment, answer }: Run, words: readonly string[]): Promise<void> {
  const [directory, ...more] = words;
  if (directory === undefined || more.length > 0) throw new CuspError(ERRORS.invalidUsage, 'save takes one directory', REMEDY);
  const workspace = await soundWorkspace(directory, environment.cwd);
  const saved = await withLines(workspace, async (definitions) => {
    const { changes } = await client.post<{ changes: { kind: string; name: string; change: string }[] }>('/api/v1/definitions/plan', {
      definitions,
    });
    const kept: Draft[] = [];
    for (const definition of definitions) {
      const change = changes.find(({ kind, name }) => kind === definition.kind && name === definition.name);
      if (change === undefined || change.change === 'same') continue;
      const body = { definition, ...(args.note !== undefined && { note: args.note }) };
      kept.push(await client.put<Draft>(`/api/v1/drafts/${definitionPath(change)}`, body));
    }
    return { drafts: kept };
  });
  answer(saved, () => (saved.drafts.length === 0 ? 'Nothing differs from what is in force.' : listText(saved)));
}

async function show({ args, client, environment, answer }: Run, words: readonly string[]): Promise<void> {
  const side = args.entering === true ? 'entering' : args.leaving === true ? 'leaving' : undefined;
  if (side === undefined) {
    const found = await client.get<Draft>(draftPath(words));
    if (found.kind !== 'metric' && found.kind !== 'moment') return answer(found, () => draftText(found));
    const preview = await client.get<DraftPreview>(`${draftPath(words)}/preview`);
    return answer({ ...found, preview }, () => `${draftText(found)}\n${draftPreviewText(preview)}`);
  }
  for await (const { customers } of client.pages<DraftCustomers>(`${draftPath(words)}/${side}`, { limit: PAGE })) {
    for (const { customerId, identifiers } of customers) environment.stdout(`${customerId}  ${visible(identifiers.join(' '))}\n`);
  }
}

function draftPath(words: readonly string[]): string {
  return `/api/v1/drafts/${definitionPath(refOf(words))}`;
}

function refOf([kind, name, ...more]: readonly string[]): { readonly kind: string; readonly name: string } {
  if (kind === undefined || name === undefined || more.length > 0)
    throw new CuspError(ERRORS.invalidUsage, 'a draft is named by KIND and NAME', REMEDY);
  return { kind, name };
}

function listText({ drafts: found }: DraftList): string {
  if (found.length === 0) return 'There are no drafts.';
  return table(found, [
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'NAME', value: ({ name }) => name },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'CUSTOMERS NOW', value: ({ effect }) => countText(effect?.countNow), right: true },
    { title: 'THEN', value: ({ effect }) => countText(effect?.count), right: true },
    { title: 'BY', value: ({ by }) => by },
    { title: 'NOTE', value: ({ note }) => note ?? '–' },
  ]);
}

function draftText({ kind, name, status, by, note, at, basedOn, version, words, effect, difference, warnings, failure }: Draft): string {
  return fields([
    ['draft', `${kind} ${visible(name)} (${status})`],
    ['saved', `${at} by ${visible(by)}`],
    ['note', visible(note ?? '–')],
    ['in force', version === null ? '–' : `version ${version}${basedOn === version ? '' : `, begun on version ${basedOn ?? '–'}`}`],
    ...(words === null ? [] : [['members are', visible(words)] as const]),
    ...difference.map((one, index) => [index === 0 ? 'changed' : '', visible(one.words)] as const),
    ...(effect === null
      ? []
      : [
          ['customers', `${numberText(effect.countNow)} now, ${numberText(effect.count)} then`] as const,
          ['enter', numberText(effect.entering)] as const,
          ['leave', numberText(effect.leaving)] as const,
        ]),
    ...warnings.map(({ message, remedy }, index) => [index === 0 ? 'look again' : '', visible(`${message} → ${remedy}`)] as const),
    ...(failure === null ? [] : [['failed', visible(failure.detail)] as const]),
  ]);
}

function countText(count: number | undefined): string {
  return count === undefined ? '–' : numberText(count);
}
