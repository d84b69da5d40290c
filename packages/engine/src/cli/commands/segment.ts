import type { Contactable } from '../../api/consent-contract.js';
import type { Members, Segment } from '../../api/contract.js';
import type { ApiClient } from '../api-client.js';
import { engineCommand, timeArgument } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { contactableText } from '../consent-text.js';
import { fields, numberText, visible } from '../table.js';

const PAGE = 1_000;

/** `cusp segment NAME [--members] [--count] [--contactable PURPOSE] [--at T]` */
export const segment = engineCommand(
  {
    name: 'segment',
    description: COMMAND_SUMMARIES.segment ?? '',
    args: {
      name: { type: 'positional', required: true, description: 'The name of the segment' },
      count: { type: 'boolean', description: 'Only the number of members' },
      members: { type: 'boolean', description: 'The members, one a line: customer, since when, identifiers' },
      contactable: {
        type: 'string',
        valueHint: 'purpose',
        description: 'How many may be contacted for this purpose now, and why others may not',
      },
      at: { type: 'string', valueHint: 'time', description: 'As of this instant (2011-12-09T13:00:00Z); default: now' },
    },
  },
  async ({ args, client, environment, answer }) => {
    const at = timeArgument(args.at);
    const path = `/api/v1/segments/${encodeURIComponent(args.name)}`;
    if (args.contactable !== undefined) {
      const asked = { purpose: args.contactable };
      const counts = await client.get<Contactable>(`${path}/contactable`, asked);
      return answer(counts, () => contactableText(counts));
    }
    if (args.members === true)
      return args.json === true ? answer(await allMembers(client, path, at), String) : listMembers(client, path, at, environment.stdout);
    const found = await client.get<Segment>(path, { at });
    if (args.count === true) answer({ name: found.name, count: found.count, asOf: found.asOf }, () => String(found.count));
    else answer(found, () => segmentText(found));
  },
);

async function allMembers(client: ApiClient, path: string, at: string | undefined): Promise<Omit<Members, 'nextCursor'>> {
  const members: Members['members'] = [];
  let asOf = '';
  for await (const page of client.pages<Members>(`${path}/members`, { at, limit: PAGE })) {
    members.push(...page.members);
    asOf = page.asOf;
  }
  return { members, asOf };
}

/** Page by page, so that a segment of millions neither waits nor fills the memory. */
async function listMembers(client: ApiClient, path: string, at: string | undefined, print: (text: string) => void): Promise<void> {
  for await (const page of client.pages<Members>(`${path}/members`, { at, limit: PAGE })) {
    for (const { customerId, identifiers, since } of page.members) print(`${customerId}  ${since}  ${visible(identifiers.join(' '))}\n`);
  }
}

function segmentText({ name, title, version, status, count, asOf, words }: Segment): string {
  return fields([
    ['segment', `${name} (version ${version}, ${status})`],
    ...(title === null ? [] : [['title', visible(title)] as const]),
    ['count', numberText(count)],
    ['as of', asOf],
    ['members are', visible(words)],
  ]);
}
