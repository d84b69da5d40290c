import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { REFUSAL_REASONS } from '../../vocabulary/decision.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import type { Instant } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { CustomerParam, customerAsked, instantAsked, NameParam, PageQuery, pageAsked, SinceQuery } from '../asked.js';
import { goneSignal } from '../gone-signal.js';
import { DecisionList, DecisionShown, MomentExplanation, MomentList, MomentSummary, SubscriptionList } from '../contract.js';
import { presentDecision, presentShownDecision } from '../present/decision.js';
import { presentSubscription } from '../present/subscription.js';
import { presentMoment, presentMomentExplanation, presentMomentSummary } from '../present/moment.js';

const Asked = { ...PageQuery, ...SinceQuery, customer: Type.Optional(Type.String({ description: 'type:id' })) };

const Reason = Type.Union(REFUSAL_REASONS.map((reason) => Type.Literal(reason)));
const DecisionsQuery = {
  campaign: Type.Optional(Type.String()),
  outcome: Type.Optional(Type.Union([Type.Literal('send'), Type.Literal('refused')])),
  reason: Type.Optional(Reason),
  exceptReason: Type.Optional(Reason),
};

/** What was observed and done: moments and decisions. */
export function actRoutes(app: ApiServer, engine: Engine): void {
  const moments = Type.Object({ ...Asked, name: Type.Optional(Type.String()) });
  app.get(
    '/moments',
    { schema: { tags: ['moments'], summary: 'Moments, newest first', querystring: moments, response: { 200: MomentList } } },
    ({ query }) => {
      const page = engine.moments({ ...pageAsked(query), ...narrowed(query), ...(query.name === undefined ? {} : { name: query.name }) });
      return { moments: page.items.map(presentMoment), nextCursor: page.nextCursor };
    },
  );
  const named = Type.Object(NameParam);
  app.get(
    '/moments/:name',
    {
      schema: {
        tags: ['moments'],
        summary: 'How often a moment happens, and what usually follows',
        params: named,
        response: { 200: MomentSummary },
      },
    },
    async ({ params }, reply) => presentMomentSummary(await engine.momentSummary(params.name, goneSignal(reply))),
  );
  const explained = Type.Object({ ...NameParam, ...CustomerParam });
  const summary = 'Why a moment has fired for a customer, or has not';
  app.get(
    '/moments/:name/explain/:customer',
    { schema: { tags: ['moments'], summary, params: explained, response: { 200: MomentExplanation } } },
    ({ params }) => presentMomentExplanation(engine.explainMoment(params.name, customerAsked(params.customer))),
  );
  app.get(
    '/subscriptions',
    { schema: { tags: ['definitions'], summary: 'How those do who are told of changes', response: { 200: SubscriptionList } } },
    () => ({ subscriptions: engine.subscriptions().map(presentSubscription) }),
  );
  const decisions = Type.Object({ ...Asked, ...DecisionsQuery });
  app.get(
    '/decisions',
    { schema: { tags: ['decisions'], summary: 'Decisions, newest first', querystring: decisions, response: { 200: DecisionList } } },
    ({ query }) => {
      const { campaign, outcome, reason, exceptReason } = query;
      const page = engine.decisions({
        ...pageAsked(query),
        ...narrowed(query),
        ...(campaign !== undefined && { campaign }),
        ...(outcome !== undefined && { outcome }),
        ...(reason !== undefined && { reason }),
        ...(exceptReason !== undefined && { exceptReason }),
      });
      return { decisions: page.items.map(presentDecision), nextCursor: page.nextCursor };
    },
  );
  const byId = Type.Object({ id: Type.String({ maxLength: 100, description: "The decision's id" }) });
  const shown = 'A decision, and the same taken again from what it saw alone';
  app.get(
    '/decisions/:id',
    { schema: { tags: ['decisions'], summary: shown, params: byId, response: { 200: DecisionShown } } },
    ({ params }) => presentShownDecision(engine.decision(params.id)),
  );
}

function narrowed(query: { readonly customer?: string; readonly since?: string }): { identifier?: Identifier; since?: Instant } {
  const since = instantAsked('since', query.since);
  return {
    ...(query.customer === undefined ? {} : { identifier: customerAsked(query.customer) }),
    ...(since === undefined ? {} : { since }),
  };
}
