import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { ApiServer } from '../api-server.js';
import { NameParam } from '../asked.js';
import { ExperimentList, ExperimentPower, ExperimentResults } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentExperiment, presentPower, presentResults } from '../present/experiment.js';

const tags = ['experiments'];
const params = Type.Object(NameParam);
const Judged = {
  method: Type.Optional(
    Type.Union([Type.Literal('sequential'), Type.Literal('fixed')], {
      description: 'sequential (default) holds however often it is looked at; fixed for one look at a time that was set before',
    }),
  ),
  alpha: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.5, description: 'The rate of false positives; default 0.05' })),
};

/** Experiments in force, what they show, and what they need. */
export function experimentRoutes(app: ApiServer, engine: Engine): void {
  app.get('/experiments', { schema: { tags, summary: 'The experiments in force', response: { 200: ExperimentList } } }, () => ({
    experiments: engine.experiments.list().map(presentExperiment),
  }));
  app.get(
    '/experiments/:name/results',
    {
      schema: {
        tags,
        summary: 'What an experiment shows: of all and by segment, with guardrails',
        params,
        querystring: Type.Object(Judged),
        response: { 200: ExperimentResults },
      },
    },
    async ({ params: { name }, query: { method, alpha } }, reply) =>
      presentResults(
        await engine.experiments.results(
          { experiment: name, ...(method !== undefined && { method }), ...(alpha !== undefined && { alpha }) },
          goneSignal(reply),
        ),
      ),
  );
  app.get(
    '/experiments/:name/power',
    {
      schema: {
        tags,
        summary: 'How many customers an experiment needs, and how many days, by what its audience did lately',
        params,
        querystring: Type.Object({
          effect: Type.Number({ minimum: -1, maximum: 100, description: 'Relative: 0.1 is a tenth more' }),
          power: Type.Optional(Type.Number({ minimum: 0.1, maximum: 0.999, description: 'How surely it is to be found; default 0.8' })),
          ...Judged,
        }),
        response: { 200: ExperimentPower },
      },
    },
    async ({ params: { name }, query: { effect, power, method, alpha } }, reply) =>
      presentPower(
        await engine.experiments.power(
          {
            experiment: name,
            effect,
            ...(power !== undefined && { power }),
            ...(method !== undefined && { method }),
            ...(alpha !== undefined && { alpha }),
          },
          goneSignal(reply),
        ),
      ),
  );
}
