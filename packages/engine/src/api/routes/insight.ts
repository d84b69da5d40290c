import type { Engine } from '../../engine.js';
import type { ApiServer } from '../api-server.js';
import { FeaturesAnswer, FeaturesQuery, HelpAnswer, HelpQuery, SearchesAnswer, SearchesQuery } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { featuresAsked, helpAsked, searchesAsked } from '../insight-asked.js';
import { presentFeatures, presentHelp, presentSearches } from '../present/insight.js';

const tags = ['insight'];

/** Insight for product and service. An answer looks at everybody, and is given up when the asker goes away. */
export function insightRoutes(app: ApiServer, { insights }: Engine): void {
  app.get(
    '/insight/searches',
    {
      schema: {
        tags,
        summary: 'What customers search for and do not find',
        querystring: SearchesQuery,
        response: { 200: SearchesAnswer },
      },
    },
    async ({ query }, reply) => presentSearches(await insights.searches(searchesAsked(query), goneSignal(reply))),
  );
  app.get(
    '/insight/help',
    {
      schema: { tags, summary: 'What buyers look for after their purchase', querystring: HelpQuery, response: { 200: HelpAnswer } },
    },
    async ({ query }, reply) => presentHelp(await insights.help(helpAsked(query), goneSignal(reply))),
  );
  app.get(
    '/insight/features',
    {
      schema: {
        tags,
        summary: 'Which features frustrate or delight; by version or model, and before and after a release',
        querystring: FeaturesQuery,
        response: { 200: FeaturesAnswer },
      },
    },
    async ({ query }, reply) => presentFeatures(await insights.features(featuresAsked(query), goneSignal(reply))),
  );
}
