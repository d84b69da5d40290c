import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../../engine.js';
import { csrfTokenOf } from '../../engine/access/sessions.js';
import {
  AcceptRequest,
  InvitationAsked,
  Invited,
  PasswordRequest,
  type SessionState as Session,
  SessionState,
  SignInRequest,
} from '../access-contract.js';
import type { ApiServer } from '../api-server.js';
import { type Gate, refuseForeignSignIn } from '../authorize.js';
import { presentSession } from '../present/access.js';
import { noSessionCookie, sessionCookie, sessionSecret } from '../session-cookie.js';

const tags = ['access'];

/** Signing in and out, who is signed in, and their password. */
export function sessionRoutes(app: ApiServer, engine: Engine, gate: Gate): void {
  const { access } = engine;
  app.get('/session', { schema: { tags, summary: 'Who is signed in, and what they may', response: { 200: SessionState } } }, (request) => {
    const caller = gate.caller(request);
    const secret = caller?.way === 'session' ? sessionSecret(request) : undefined;
    const person = caller?.personId == null ? undefined : access.people.find(caller.personId);
    return presentSession(caller, person, secret === undefined ? null : csrfTokenOf(secret));
  });
  app.post(
    '/session',
    { schema: { tags, summary: 'Sign in, with a password or the admin token', body: SignInRequest, response: { 200: SessionState } } },
    async (request, reply) => {
      refuseForeignSignIn(request);
      const { body, ip } = request;
      if (!('token' in body)) return begun(engine, gate, request, reply, await access.signIn(body.login, body.password, ip));
      if (!gate.isAdminToken(body.token.trim())) return access.refuseToken(ip);
      return begun(engine, gate, request, reply, await access.signInAsAdmin(gate.adminDigest));
    },
  );
  app.delete('/session', { schema: { tags, summary: 'Sign out', response: { 200: SessionState } } }, async (request, reply) => {
    const caller = gate.caller(request);
    if (caller !== undefined) await access.signOut(caller);
    reply.header('set-cookie', noSessionCookie(request));
    return presentSession(undefined, undefined, null);
  });
  app.put(
    '/session/password',
    {
      schema: {
        tags,
        summary: 'Change the own password; every session of theirs ends',
        body: PasswordRequest,
        response: { 200: SessionState },
      },
    },
    async (request, reply) => {
      const person = await access.changePassword(gate.callerOf(request), request.body.current, request.body.next, request.ip);
      return begun(engine, gate, request, reply, await access.sessions.begin(person.id, null));
    },
  );
  invitationRoutes(app, engine, gate);
}

function invitationRoutes(app: ApiServer, engine: Engine, gate: Gate): void {
  const { access } = engine;
  app.post(
    '/invitations',
    { schema: { tags, summary: 'Whom an invitation is for', body: InvitationAsked, response: { 200: Invited } } },
    ({ body }) => {
      const { login, name } = access.people.invited(body.invitation);
      return { login, name };
    },
  );
  app.post(
    '/invitations/accept',
    { schema: { tags, summary: 'Set the password by an invitation, and sign in', body: AcceptRequest, response: { 200: SessionState } } },
    async (request, reply) => {
      refuseForeignSignIn(request);
      const person = await access.people.accept(request.body.invitation, request.body.password);
      return begun(engine, gate, request, reply, await access.signInInvited(person));
    },
  );
}

/** Gives the browser its session, in place of one that it had. */
function begun({ access }: Engine, gate: Gate, request: FastifyRequest, reply: FastifyReply, secret: string): Session {
  const caller = access.sessions.caller(secret, gate.adminDigest);
  const person = caller?.personId == null ? undefined : access.people.find(caller.personId);
  reply.header('set-cookie', sessionCookie(request, secret));
  return presentSession(caller, person, csrfTokenOf(secret));
}
