import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { IdentityAction } from '../../vocabulary/identity-decision.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { customerAsked, PageQuery, pageAsked } from '../asked.js';
import { IdentityDecided, IdentityDecisionList, IdentityReport, IdentityRequest } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentDecided, presentDecision, presentReport } from '../present/identity.js';

const tags = ['identity'];

const SUMMARIES: Readonly<Record<IdentityAction, string>> = {
  merge: 'Make customers one',
  unmerge: 'Part a customer: as if those who are named had never been joined',
  block: 'Keep customers apart, whatever events say',
  unblock: 'Leave it to the events again',
};

/** People's decisions on who is one customer. */
export function identityRoutes(app: ApiServer, engine: Engine): void {
  for (const action of Object.keys(SUMMARIES) as IdentityAction[]) {
    app.post(
      `/identity/${action}`,
      { schema: { tags, summary: SUMMARIES[action], body: IdentityRequest, response: { 200: IdentityDecided } } },
      async ({ body, headers }) => {
        const { customers, reason, by } = body;
        const decided = await engine.identities.decide({
          action,
          customers: customers.map(customerAsked),
          reason,
          by: actingPerson(headers, by),
        });
        return presentDecided(decided);
      },
    );
  }
  reportRoute(app, engine);
  const querystring = Type.Object(PageQuery);
  app.get(
    '/identity/decisions',
    { schema: { tags, summary: 'Decisions on record, newest first', querystring, response: { 200: IdentityDecisionList } } },
    ({ query }) => {
      const { items, nextCursor } = engine.identities.decisions(pageAsked(query));
      return { decisions: items.map(presentDecision), nextCursor };
    },
  );
}

const ReportQuery = Type.Object({
  contradicting: Type.Optional(
    Type.String({
      maxLength: 2_000,
      description: 'Traits of which one person has one value, separated by commas; default birthday and gender under their usual names',
    }),
  ),
  truth: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A trait whose value is the true person, to measure precision and recall by',
    }),
  ),
  months: Type.Optional(Type.Integer({ minimum: 0, maximum: 120, description: 'How many months at most; default 12' })),
});

function reportRoute(app: ApiServer, engine: Engine): void {
  app.get(
    '/identity/report',
    {
      schema: { tags, summary: 'How good the picture of who is who looks', querystring: ReportQuery, response: { 200: IdentityReport } },
    },
    async ({ query }, reply) => {
      const { contradicting, truth, months } = query;
      const request = {
        ...(contradicting !== undefined && { contradicting: namesIn(contradicting) }),
        ...(truth !== undefined && { truth }),
        ...(months !== undefined && { months }),
      };
      return presentReport(await engine.identityReport(request, goneSignal(reply)));
    },
  );
}

/** The names in a list that commas separate; none in an empty one. */
function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
