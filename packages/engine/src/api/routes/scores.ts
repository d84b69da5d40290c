import type { Engine } from '../../engine.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import type { ApiServer } from '../api-server.js';
import { type ScoresAnswer, ScoresAnswer as AnswerSchema, ScoreList, ScoresRequest } from '../contract.js';
import { goneSignal } from '../gone-signal.js';

/** Room for 5,000 scores. */
const LARGEST_BODY_BYTES = 4 * 1_024 * 1_024;

/** Scores that were made elsewhere: they become events on the timelines of their customers. */
export function scoreRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/scores',
    { schema: { tags: ['scores'], summary: 'The scores that customers have', response: { 200: ScoreList } } },
    async (_, reply) => {
      const found = await engine.scores(goneSignal(reply));
      return { scores: found.map(({ name, customers, newestAt }) => ({ name, customers, newestAt: formatInstant(newestAt) })) };
    },
  );
  app.post(
    '/scores',
    {
      bodyLimit: LARGEST_BODY_BYTES,
      schema: {
        tags: ['scores'],
        summary: 'Takes scores in that were made elsewhere (one, or up to 5,000 in a list); answers once they are on disk',
        body: ScoresRequest,
        response: { 200: AnswerSchema },
      },
    },
    async ({ body }) => present(await engine.acceptScores((Array.isArray(body) ? body : [body]) as Json[])),
  );
}

function present(outcomes: readonly Outcome[]): ScoresAnswer {
  const counts = { received: outcomes.length, accepted: 0, duplicate: 0, quarantined: 0, conflicting: 0 };
  for (const outcome of outcomes) {
    counts[outcome.status] += 1;
    if (outcome.status === 'duplicate' && outcome.conflicting) counts.conflicting += 1;
  }
  return { ...counts, outcomes: outcomes.map(told) };
}

function told(outcome: Outcome): ScoresAnswer['outcomes'][number] {
  const { status, messageId } = outcome;
  if (outcome.status === 'quarantined') return { status, messageId, reason: outcome.reason, field: outcome.field, detail: outcome.detail };
  const isOther = outcome.status === 'duplicate' && outcome.conflicting;
  return { status, messageId, reason: isOther ? 'conflicting_duplicate' : null, field: null, detail: null };
}
