import type { FastifyInstance } from 'fastify';
import type { CollectOptions } from './collect-options.js';
import { sourceOfHeader } from './write-key.js';

/** A tracking request as far as it is known: what the books need when it is refused. */
export interface Visit {
  source: string | undefined;
  items: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on everything but a POST to a tracking route. */
    visit: Visit | null;
  }
}

/** Opens the visit of each POST. Until the body is read it counts as one item, of the source that the header names. */
export function openVisits(app: FastifyInstance, options: CollectOptions): void {
  app.decorateRequest('visit', null);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'POST') {
      request.visit = { source: sourceOfHeader(request.headers.authorization, options.writeKeys), items: 1 };
    }
    done();
  });
}
