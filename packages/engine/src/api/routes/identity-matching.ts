import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { customerAsked, PageQuery, pageAsked } from '../asked.js';
import { IdentityExplanation, LearnRequest, Matching, SuggestionList } from '../contract.js';
import { presentExplained, presentMatching, presentSuggestions } from '../present/matching.js';

const tags = ['identity'];
const ExplainQuery = Type.Object({
  left: Type.String({ maxLength: 600, description: 'type:id' }),
  right: Type.String({ maxLength: 600, description: 'type:id' }),
});

/** Matching: how it stands, what it is told to learn, what it suggests, and why two are one or not. */
export function matchingRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/identity/matching',
    { schema: { tags, summary: 'How matching stands, with the model in force', response: { 200: Matching } } },
    async () => presentMatching(await engine.matching.state()),
  );
  app.post(
    '/identity/matching/learn',
    {
      schema: {
        tags,
        summary: 'Learn a model from the records as they are now, then match everybody under it',
        body: Type.Union([LearnRequest, Type.Null()]),
        response: { 202: Matching },
      },
    },
    async ({ body, headers }, reply) => reply.code(202).send(presentMatching(await engine.matching.learn(actingPerson(headers, body?.by)))),
  );
  const querystring = Type.Object(PageQuery);
  app.get(
    '/identity/suggestions',
    { schema: { tags, summary: 'Customers who may be one person, most probable first', querystring, response: { 200: SuggestionList } } },
    async ({ query }) => presentSuggestions(await engine.matching.suggestions(pageAsked(query))),
  );
  app.get(
    '/identity/explain',
    { schema: { tags, summary: 'Why two are one customer, or not', querystring: ExplainQuery, response: { 200: IdentityExplanation } } },
    async ({ query }) => presentExplained(await engine.matching.explain(customerAsked(query.left), customerAsked(query.right))),
  );
}
