import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { ApiServer } from '../api-server.js';
import { AtQuery, foundOr, instantAsked, NameParam } from '../asked.js';
import { Metric, MetricList } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentMetric, presentMetricValues } from '../present/metric.js';

const tags = ['metrics'];

/** Metrics: what they say of customers, and how their values are spread. */
export function metricRoutes(app: ApiServer, engine: Engine): void {
  app.get('/metrics', { schema: { tags, summary: 'All metrics', response: { 200: MetricList } } }, () => ({
    metrics: engine.metrics().map(presentMetric),
  }));
  app.get(
    '/metrics/:name',
    {
      schema: {
        tags,
        summary: 'One metric with its values over all customers',
        params: Type.Object(NameParam),
        querystring: Type.Object(AtQuery),
        response: { 200: Metric },
      },
    },
    async ({ params: { name }, query }, reply) => {
      const found = await engine.metric(name, instantAsked('at', query.at), goneSignal(reply));
      return presentMetricValues(foundOr(found, ERRORS.notFound, `no metric "${name}"`));
    },
  );
}
