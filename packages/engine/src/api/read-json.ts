import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';

/** Reads bodies as the platform does, which refuses keys that reach for a prototype; but never takes broken UTF-8 for text with other characters in it. */
export function readJsonInUtf8(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isUtf8(body)) void parse(request, body.toString('utf8'), done);
    else done(notUtf8());
  });
}

/** The refusal of a body that is no text. */
export function notUtf8(): CuspError {
  return new CuspError(ERRORS.invalidJson, 'it is not UTF-8');
}
