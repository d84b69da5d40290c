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
  app.get(
    '/identity/report',
    { schema: { tags, summary: 'How good the picture of who is who looks', response: { 200: IdentityReport } } },
    async (_request, reply) => presentReport(await engine.identityReport(goneSignal(reply))),
  );
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
