import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { JourneysRequest as Request, Period } from '../../engine/journey/run-journeys.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type Instant, type Milliseconds, parseDuration, parseInstant } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { JourneySteps, JourneysProgress, JourneysRequest } from '../contract.js';
import { presentJourneys } from '../present/journeys.js';

const tags = ['journeys'];
const params = Type.Object({ journeysId: Type.String() });
const SHORTEST: Milliseconds = 60_000;
const LONGEST: Milliseconds = 366 * 86_400_000;
const USUAL = { paths: 20, depth: 10, names: 20 } as const;

/** Journeys from a step to a goal: answered at once when there is little to look through, else begun, watched, stopped. */
export function journeysRoutes(app: ApiServer, engine: Engine): void {
  app.post(
    '/journeys',
    {
      schema: {
        tags,
        summary: 'Which ways lead from a step to a goal: 200 with the answer when it takes no time, else 202',
        body: JourneysRequest,
        response: { 200: JourneysProgress, 202: JourneysProgress },
      },
    },
    async ({ body }, reply) => {
      const { journeys } = engine;
      const begun = journeys.begin(requestOf(body));
      if (!journeys.areQuick) {
        reply.code(202);
        return presentJourneys(begun);
      }
      const answered = await journeys.whenOver(begun.id);
      if (answered.failure !== null) throw answered.failure;
      return presentJourneys(answered);
    },
  );
  app.get('/journeys', { schema: { tags, summary: 'What journeys may begin and end with', response: { 200: JourneySteps } } }, () => ({
    steps: [...engine.journeys.steps()],
  }));
  app.get(
    '/journeys/:journeysId',
    { schema: { tags, summary: 'How far an answer is, and what it is', params, response: { 200: JourneysProgress } } },
    ({ params: { journeysId } }) => presentJourneys(engine.journeys.get(journeysId)),
  );
  app.delete(
    '/journeys/:journeysId',
    { schema: { tags, summary: 'Give a question up', params, response: { 200: JourneysProgress } } },
    async ({ params: { journeysId } }) => presentJourneys(await engine.journeys.stop(journeysId)),
  );
}

function requestOf(body: JourneysRequest): Request {
  const { from, to, within, through = ['events', 'moments'], once = false, comparedWith, segment = null, by = null } = body;
  return {
    from,
    to,
    within: within === undefined ? null : withinOf(within),
    through: { events: through.includes('events'), moments: through.includes('moments'), channels: through.includes('channels') },
    once,
    period: periodOf(body),
    comparedWith: comparedWith === undefined ? null : periodOf(comparedWith),
    segment,
    by,
    paths: body.paths ?? USUAL.paths,
    depth: body.depth ?? USUAL.depth,
    names: body.names ?? USUAL.names,
  };
}

function withinOf(text: string): Milliseconds {
  const within = parseDuration(text);
  if (within === undefined || within < SHORTEST || within > LONGEST)
    throw new CuspError(ERRORS.invalidRequest, 'within is no duration from 1m to 366d, such as 7d');
  return within;
}

function periodOf({ since, until }: { readonly since?: string; readonly until?: string }): Period {
  const period = { since: since === undefined ? null : instantOf(since), until: until === undefined ? null : instantOf(until) };
  if (period.since !== null && period.until !== null && period.since >= period.until)
    throw new CuspError(ERRORS.invalidRequest, 'since is not before until');
  return period;
}

function instantOf(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new CuspError(ERRORS.invalidRequest, `"${text.slice(0, 100)}" is no time`);
  return instant;
}
