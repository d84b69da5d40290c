import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { Person } from '../../vocabulary/access.js';
import { formatInstant } from '../../vocabulary/instant.js';
import {
  ChangeList,
  Invitation,
  InviteRequest,
  IssuedToken,
  PersonChangeRequest,
  PersonItem,
  PersonList,
  TokenList,
  TokenRequest,
} from '../access-contract.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { instantAsked, PageQuery, pageAsked } from '../asked.js';
import type { Gate } from '../authorize.js';
import { presentChanges, presentPerson, presentToken } from '../present/access.js';

const tags = ['access'];
const params = Type.Object({ id: Type.String() });

/** People and their roles, tokens, and the journal of who changed what. */
export function peopleRoutes(app: ApiServer, engine: Engine, gate: Gate): void {
  const { people } = engine.access;
  app.get('/people', { schema: { tags, summary: 'Who works with the engine', response: { 200: PersonList } } }, () => ({
    people: people.list().map(presentPerson),
  }));
  app.put(
    '/people/:id',
    { schema: { tags, summary: 'Change a name or a role', params, body: PersonChangeRequest, response: { 200: PersonItem } } },
    async (request) => {
      const by = actingPerson(request.headers);
      return presentPerson(await people.update(request.params.id, request.body, gate.callerOf(request), by));
    },
  );
  app.delete(
    '/people/:id',
    { schema: { tags, summary: 'Remove somebody: their sessions and tokens end', params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await people.remove(request.params.id, gate.callerOf(request), actingPerson(request.headers));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/people/:id/restore',
    { schema: { tags, summary: 'Bring back whom somebody removed within a day', params, response: { 200: PersonItem } } },
    async ({ params: { id }, headers }) => presentPerson(await people.restore(id, actingPerson(headers))),
  );
  invitingRoutes(app, engine);
  tokenRoutes(app, engine, gate);
  changeRoute(app, engine);
}

function invitingRoutes(app: ApiServer, engine: Engine): void {
  const { people } = engine.access;
  const presented = ({ person, invitation }: { readonly person: Person; readonly invitation: string }) => ({
    person: presentPerson(person),
    // Behind the #: it is sent to no server and stands in no log.
    path: `/#invitation=${invitation}`,
    expiresAt: formatInstant(person.invitation?.expiresAt ?? person.createdAt),
  });
  app.post(
    '/people',
    { schema: { tags, summary: 'Invite somebody: the link sets a password', body: InviteRequest, response: { 201: Invitation } } },
    async ({ body, headers }, reply) => reply.code(201).send(presented(await people.invite(body, actingPerson(headers)))),
  );
  app.post(
    '/people/:id/invitation',
    { schema: { tags, summary: 'Invite somebody again, for instance for a new password', params, response: { 201: Invitation } } },
    async ({ params: { id }, headers }, reply) => reply.code(201).send(presented(await people.inviteAgain(id, actingPerson(headers)))),
  );
}

function tokenRoutes(app: ApiServer, engine: Engine, gate: Gate): void {
  const { people, tokens } = engine.access;
  const owner = (personId: string | null): Person | undefined => (personId === null ? undefined : people.find(personId));
  app.get('/tokens', { schema: { tags, summary: 'Tokens: the own ones, for an admin all', response: { 200: TokenList } } }, (request) => ({
    tokens: tokens.list(gate.callerOf(request)).map((token) => presentToken(token, owner(token.personId))),
  }));
  app.post(
    '/tokens',
    { schema: { tags, summary: 'Make a token, of at most the own role', body: TokenRequest, response: { 201: IssuedToken } } },
    async (request, reply) => {
      const { token, secret } = await tokens.issue(request.body, gate.callerOf(request), actingPerson(request.headers));
      return reply.code(201).send({ token: presentToken(token, owner(token.personId)), secret });
    },
  );
  app.delete(
    '/tokens/:id',
    { schema: { tags, summary: 'Take a token back', params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await tokens.revoke(request.params.id, gate.callerOf(request), actingPerson(request.headers));
      return reply.code(204).send(null);
    },
  );
}

function changeRoute(app: ApiServer, engine: Engine): void {
  const querystring = Type.Object({
    ...PageQuery,
    who: Type.Optional(Type.String({ maxLength: 400 })),
    what: Type.Optional(Type.String({ maxLength: 100, description: 'An action (published), or the kind of what it is about (segment)' })),
    about: Type.Optional(Type.String({ maxLength: 400, description: 'Part of the name of what it is about' })),
    since: Type.Optional(Type.String({ description: 'Only from this instant on (RFC 3339)' })),
  });
  app.get(
    '/changes',
    { schema: { tags, summary: 'Who changed what, newest first', querystring, response: { 200: ChangeList } } },
    ({ query: { who, what, about, since, ...page } }) => {
      const from = instantAsked('since', since);
      return presentChanges(
        engine.changes.list({
          ...pageAsked(page),
          ...(who === undefined ? {} : { who }),
          ...(what === undefined ? {} : { what }),
          ...(about === undefined ? {} : { about }),
          ...(from === undefined ? {} : { since: from }),
        }),
      );
    },
  );
}
