import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestHookHandler } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/**
 * Lets a request pass that carries the admin token as Bearer. Tokens in addresses are not read: addresses end up in logs.
 * Digests are compared, which have one length, so that the time of the answer says nothing about the token.
 */
export function requireAdminToken(adminToken: string): onRequestHookHandler {
  if (adminToken === '') throw new CuspError(ERRORS.insecureListen, 'the admin token is empty');
  const expected = digest(adminToken);
  return (request, reply, done) => {
    const { authorization } = request.headers;
    const given = authorization !== undefined && authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : '';
    if (timingSafeEqual(digest(given), expected)) {
      done();
      return;
    }
    reply.header('www-authenticate', 'Bearer');
    done(new CuspError(ERRORS.unauthorized, given === '' ? 'none was sent' : 'it is not the right one'));
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
