import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { ApiServer } from '../api-server.js';
import { DiscoverProgress, DiscoverRequest } from '../contract.js';
import { presentDiscovery } from '../present/discovery.js';

const tags = ['discover'];
const params = Type.Object({ discoveryId: Type.String() });
const USUAL_HORIZON = '7d';
const SHORTEST: Milliseconds = 60_000;
const LONGEST: Milliseconds = 90 * 86_400_000;

/** Discovery of situations: begun, watched, stopped. What is found is adopted by publishing its definition. */
export function discoverRoutes(app: ApiServer, engine: Engine): void {
  app.post(
    '/discover',
    {
      schema: {
        tags,
        summary: 'Begin to look for situations after which a goal comes far more, or less, often; one at a time',
        body: DiscoverRequest,
        response: { 202: DiscoverProgress },
      },
    },
    ({ body }, reply) => {
      const { goal, where, horizon = USUAL_HORIZON, again, segment, intent = 'do', byCompany } = body;
      const begun = engine.discoveries.begin({
        goal,
        horizon: horizonOf(horizon),
        intent,
        ...(where !== undefined && { where: where as JsonObject }),
        ...(again !== undefined && { again }),
        ...(segment !== undefined && { segment }),
        ...(byCompany !== undefined && { byCompany }),
      });
      reply.code(202);
      return presentDiscovery(begun);
    },
  );
  app.get(
    '/discover/:discoveryId',
    { schema: { tags, summary: 'How far a discovery is, and what it has found', params, response: { 200: DiscoverProgress } } },
    ({ params: { discoveryId } }) => presentDiscovery(engine.discoveries.get(discoveryId)),
  );
  app.delete(
    '/discover/:discoveryId',
    { schema: { tags, summary: 'Stop a discovery', params, response: { 200: DiscoverProgress } } },
    async ({ params: { discoveryId } }) => presentDiscovery(await engine.discoveries.stop(discoveryId)),
  );
}

function horizonOf(text: string): Milliseconds {
  const horizon = parseDuration(text);
  if (horizon === undefined || horizon < SHORTEST || horizon > LONGEST)
    throw new CuspError(ERRORS.invalidRequest, `horizon is no duration from 1m to 90d, such as ${USUAL_HORIZON}`);
  return horizon;
}
