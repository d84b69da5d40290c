import type { Invitation, PersonItem, PersonList } from '../../api/contract.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { ApiClient } from '../api-client.js';
import { engineCommand } from '../command.js';
import { COMMAND_SUMMARIES } from '../command-summaries.js';
import { table, visible } from '../table.js';
import { needed } from '../needed-word.js';

/** `cusp people list|invite LOGIN|role LOGIN ROLE|remove LOGIN|restore LOGIN` */
export const people = engineCommand(
  {
    name: 'people',
    description: COMMAND_SUMMARIES.people ?? '',
    args: {
      action: { type: 'positional', required: true, description: 'list, invite LOGIN, role LOGIN ROLE, remove LOGIN, or restore LOGIN' },
      name: { type: 'string', description: 'With invite: what they are called; default the login' },
      role: { type: 'string', description: 'With invite: viewer, editor, approver or admin; default viewer' },
    },
    moreWords: true,
  },
  async ({ args, client, answer }) => {
    if (args.action === 'list') {
      const found = await client.get<PersonList>('/api/v1/people');
      answer(found, () => listText(found.people));
      return;
    }
    const login = needed(args._[1], 'LOGIN');
    if (args.action === 'invite') {
      const invited = await invite(client, { login, name: args.name ?? login, role: args.role ?? 'viewer' });
      answer(
        invited,
        () => `${client.url}${invited.path}\n  sets the password of ${visible(invited.person.login)}, once, until ${invited.expiresAt}.`,
      );
    } else if (args.action === 'role') {
      const changed = await client.put<PersonItem>(await pathOf(client, login), { role: needed(args._[2], 'ROLE') });
      answer(changed, () => `${visible(changed.login)} is ${changed.role}.`);
    } else if (args.action === 'remove') {
      await client.delete(await pathOf(client, login));
      answer({ removed: login }, () => `${visible(login)} is removed; \`cusp people restore\` brings them back for a day.`);
    } else if (args.action === 'restore') {
      const restored = await client.post<PersonItem>(`${await pathOf(client, login, true)}/restore`, {});
      answer(restored, () => `${visible(restored.login)} is back.`);
    } else {
      throw new CuspError(ERRORS.invalidUsage, `'${args.action}' is neither list, invite, role, remove nor restore`);
    }
  },
);

/** Invites somebody; whoever is there already gets a new link. */
async function invite(
  client: ApiClient,
  asked: { readonly login: string; readonly name: string; readonly role: string },
): Promise<Invitation> {
  const found = await find(client, asked.login, false);
  if (found === undefined) return client.post<Invitation>('/api/v1/people', asked);
  return client.post<Invitation>(`/api/v1/people/${encodeURIComponent(found.id)}/invitation`, {});
}

async function find(client: ApiClient, login: string, isRemoved: boolean): Promise<PersonItem | undefined> {
  const { people: all } = await client.get<PersonList>('/api/v1/people');
  return all.find((person) => person.login === login.trim().toLowerCase() && (person.state === 'removed') === isRemoved);
}

/** @throws CuspError not_found */
async function pathOf(client: ApiClient, login: string, isRemoved = false): Promise<string> {
  const found = await find(client, login, isRemoved);
  if (found === undefined)
    throw new CuspError(ERRORS.notFound, `nobody with the login ${login}`, { remedy: '`cusp people list` shows everybody.' });
  return `/api/v1/people/${encodeURIComponent(found.id)}`;
}

function listText(all: readonly PersonItem[]): string {
  if (all.length === 0) return 'Nobody yet: only the admin token opens.';
  return table(all, [
    { title: 'LOGIN', value: ({ login }) => login },
    { title: 'NAME', value: ({ name }) => name },
    { title: 'ROLE', value: ({ role }) => role },
    { title: 'STATE', value: ({ state }) => state },
    { title: 'SIGNED IN LAST', value: ({ lastSignedInAt }) => lastSignedInAt ?? '–' },
  ]);
}
