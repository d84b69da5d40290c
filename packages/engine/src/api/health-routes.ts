import type { FastifyInstance } from 'fastify';
import type { FrontDoor } from '../collect/front-door.js';
import type { Engine } from '../engine.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { engineMetrics } from './metrics.js';

/** For those who watch over the engine: `/health` answers 200 when it can take events in, `/metrics` speaks Prometheus. Open, without the token. */
export function healthRoutes(app: FastifyInstance, engine: Engine, door: FrontDoor): void {
  app.get('/health', { schema: { tags: ['operations'], summary: '200 when ready' } }, () => {
    const { recovering, journalFailed, actingHeld } = engine.overview();
    if (journalFailed !== null) throw new CuspError(ERRORS.journalUnavailable, journalFailed);
    if (recovering) throw new CuspError(ERRORS.starting, 'it is reading its journal');
    // Why is for those with the token: a reason may name people.
    return { status: 'ready', acting: actingHeld === null ? 'running' : 'held' };
  });
  const metrics = engineMetrics(engine, door);
  app.get('/metrics', { schema: { tags: ['operations'], summary: 'Figures for Prometheus' } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
