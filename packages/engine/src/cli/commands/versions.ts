import type { DefinitionVersion, DefinitionVersions } from '../../api/contract.js';
import { countArgument, engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { definitionPath, definitionText } from '../definitions-command.js';
import { fields, table, visible } from '../table.js';

/** `cusp versions KIND NAME [--show N]` */
export const versions = engineCommand(
  {
    name: 'versions',
    description: COMMAND_SUMMARIES.versions ?? '',
    args: {
      kind: {
        type: 'positional',
        required: true,
        description: 'segment, metric, moment, campaign, purpose, source, tracking-plan or identifier',
      },
      name: { type: 'positional', required: true, description: 'The name of the definition' },
      show: { type: 'string', valueHint: 'n', description: 'Only this version, with its text' },
    },
  },
  async ({ args, client, answer }) => {
    const path = `/api/v1/definitions/${definitionPath(args)}/versions`;
    if (args.show === undefined) {
      const found = await client.get<DefinitionVersions>(path);
      answer(found, () => listText(found));
    } else {
      const found = await client.get<DefinitionVersion>(`${path}/${countArgument(args.show, 'show', 1_000_000)}`);
      answer(found, () => versionText(found));
    }
  },
);

function listText({ versions: found }: DefinitionVersions): string {
  const text = table(found, [
    { title: 'VERSION', value: ({ version }) => version, right: true },
    { title: 'PUBLISHED', value: ({ publishedAt }) => publishedAt },
    { title: 'BY', value: ({ by }) => by },
    { title: '', value: stateText },
    { title: 'WHY', value: ({ reason }) => reason ?? '–' },
  ]);
  const changes = found.flatMap(({ version, difference }) => difference.map(({ words }) => `  ${version}  ${visible(words)}`));
  return changes.length === 0 ? text : `${text}\n\nWhat each changed:\n${changes.join('\n')}`;
}

function stateText({ inForce, restores, retired }: DefinitionVersion): string {
  const states = [
    ...(inForce ? ['in force'] : []),
    ...(restores === null ? [] : [`restores ${restores}`]),
    ...(retired === null ? [] : [`retired by ${retired.by}`]),
  ];
  return states.join(', ');
}

function versionText(found: DefinitionVersion): string {
  const { version, publishedAt, by, reason, difference, definition } = found;
  const about = fields([
    ['version', `${version}${stateText(found) === '' ? '' : ` (${visible(stateText(found))})`}`],
    ['published', publishedAt],
    ['by', visible(by)],
    ['why', visible(reason ?? '–')],
    ...difference.map(({ words }, index) => [index === 0 ? 'changed' : '', visible(words)] as const),
  ]);
  return `${about}\n\n${definitionText(definition)}`;
}
