import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { answerProblem } from './answer-problems.js';

/** Addresses of programs: what is missing there is a problem, never the console's page. */
const FOR_PROGRAMS = /^\/(api|v1|health|metrics)(\/|$|\?)/;

/**
 * Serves the built console. Its files have their content's hash in their names and may be kept for ever; its page may not.
 * Any other address that a browser opens gets the page, because the console finds its own way.
 * Without a built console (or a directory) only problems are answered.
 */
export async function serveConsole(app: FastifyInstance, directory: string | undefined): Promise<void> {
  const built = directory !== undefined && existsSync(join(directory, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: directory,
      cacheControl: false,
      dotfiles: 'ignore',
      setHeaders: (reply, path) => {
        reply.setHeader(
          'cache-control',
          path.includes(`${join(directory, 'assets')}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (built && wantsPage(request)) return reply.sendFile('index.html');
    return answerProblem(reply, new CuspError(ERRORS.notFound, `${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`));
  });
}

function wantsPage(request: FastifyRequest): boolean {
  const readsPages = (request.method === 'GET' || request.method === 'HEAD') && (request.headers.accept ?? '').includes('text/html');
  return readsPages && !FOR_PROGRAMS.test(request.url);
}
