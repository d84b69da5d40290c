import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { csrfTokenOf } from '../engine/access/sessions.js';
import type { AccessDesk } from '../engine/access/access-desk.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { type Caller, includesRole } from '../vocabulary/access.js';
import { markSignedIn } from './acting-person.js';
import { roleFor } from './roles.js';
import { sessionSecret } from './session-cookie.js';

const PREFIX = '/api/v1';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Finds out whom requests come from, and whether they may. */
export class Gate {
  readonly #access: Pick<AccessDesk, 'sessions' | 'tokens'>;
  readonly #expected: Buffer;
  readonly #callers = new WeakMap<FastifyRequest, Caller>();
  /** Of the admin token: sessions that it began end with it. */
  readonly adminDigest: string;

  /** @throws CuspError insecure_listen for an empty token */
  constructor(adminToken: string, access: Pick<AccessDesk, 'sessions' | 'tokens'>) {
    if (adminToken === '') throw new CuspError(ERRORS.insecureListen, 'the admin token is empty');
    this.#access = access;
    this.#expected = digest(adminToken);
    this.adminDigest = createHash('sha256').update('cusp admin session').update(this.#expected).digest('hex');
  }

  /** Lets a request pass that comes from somebody who may ask it. To be set before anything is read of it. */
  readonly hook: onRequestHookHandler = (request, reply, done) => {
    const needed = roleFor(request.method, (request.routeOptions.url ?? '').slice(PREFIX.length));
    try {
      const caller = this.#identify(request);
      if (caller !== undefined) {
        this.#callers.set(request, caller);
        markSignedIn(request.headers, caller);
      }
      if (needed !== 'anybody') refuseUnlessMay(request, caller, needed);
      done();
    } catch (error) {
      if (error instanceof CuspError && error.status === 401) reply.header('www-authenticate', 'Bearer');
      done(error as Error);
    }
  };

  /** Whom a request comes from that has passed; undefined where anybody may ask. */
  caller(request: FastifyRequest): Caller | undefined {
    return this.#callers.get(request);
  }

  /** The same, where somebody must be signed in. */
  callerOf(request: FastifyRequest): Caller {
    const caller = this.#callers.get(request);
    if (caller === undefined) throw new CuspError(ERRORS.unauthorized, 'nobody is signed in');
    return caller;
  }

  /** Digests are compared, which have one length, so that the time of the answer says nothing about the token. */
  isAdminToken(given: string): boolean {
    return timingSafeEqual(digest(given), this.#expected);
  }

  /** A token goes before a cookie. Tokens in addresses are not read: addresses end up in logs. */
  #identify(request: FastifyRequest): Caller | undefined {
    const given = bearer(request.headers.authorization);
    if (given !== undefined) {
      if (this.isAdminToken(given)) return { way: 'adminToken', personId: null, name: null, role: 'admin', sessionId: null };
      const caller = given === '' ? undefined : this.#access.tokens.caller(given);
      if (caller === undefined) throw new CuspError(ERRORS.unauthorized, given === '' ? 'none was sent' : 'it is not the right one');
      return caller;
    }
    const secret = sessionSecret(request);
    if (secret === undefined) return undefined;
    const caller = this.#access.sessions.caller(secret, this.adminDigest);
    if (caller !== undefined) refuseForeign(request, secret);
    return caller;
  }
}

function refuseUnlessMay({ method, routeOptions }: FastifyRequest, caller: Caller | undefined, needed: Caller['role']): void {
  if (caller === undefined) throw new CuspError(ERRORS.unauthorized, 'none was sent');
  if (includesRole(caller.role, needed)) return;
  throw new CuspError(ERRORS.forbidden, `${method} ${routeOptions.url} takes the role ${needed}; yours is ${caller.role}`);
}

/** Whoever comes by cookie comes from the console itself, and to change anything shows what only its pages can read. */
function refuseForeign({ headers, method, routeOptions }: FastifyRequest, secret: string): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign('another site asks');
  if (SAFE.has(method)) return;
  if (site === undefined && !isOwnOrigin(headers.origin, headers.host)) throw foreign('its origin is another one, or is not told');
  // To sign in anew replaces the session: there is nothing to protect, and its page knows none yet.
  if (method === 'POST' && roleFor(method, (routeOptions.url ?? '').slice(PREFIX.length)) === 'anybody') return;
  const given = headers['x-cusp-csrf'];
  if (typeof given !== 'string' || !timingSafeEqual(digest(given), digest(csrfTokenOf(secret)))) throw foreign('X-Cusp-Csrf does not fit');
}

/** Of a page that signs somebody in: if the browser says where it comes from, it is from here. @throws CuspError foreign_request */
export function refuseForeignSignIn({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined ? site !== 'same-origin' : headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host))
    throw foreign('another site asks');
}

function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

function foreign(why: string): CuspError {
  return new CuspError(ERRORS.foreignRequest, why);
}

function bearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  return authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
