import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { SurgeValue } from '../../vocabulary/surge.js';
import type { ApiServer } from '../api-server.js';
import { instantAsked, NameParam, pageAsked, PageQuery } from '../asked.js';
import { SurgeList, SurgeSeries } from '../contract.js';
import { presentSeries, presentSurges } from '../present/surge.js';

const tags = ['surges'];
const Since = Type.Optional(Type.String({ description: 'Only what was not over at this instant of event time (RFC 3339)' }));

/** Surges of the many, and a value's counts beside what was expected. */
export function surgeRoutes(app: ApiServer, engine: Engine): void {
  const status = Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('ended'), Type.Literal('withdrawn')]));
  app.get(
    '/surges',
    {
      schema: {
        tags,
        summary: 'Surges of the many, those that began last first',
        querystring: Type.Object({ name: Type.Optional(Type.String({ maxLength: 100 })), status, since: Since, ...PageQuery }),
        response: { 200: SurgeList },
      },
    },
    ({ query }) => {
      const since = instantAsked('since', query.since);
      const { name } = query;
      const asked = { ...(name !== undefined && { name }), ...(query.status !== undefined && { status: query.status }) };
      return presentSurges(engine.surges.list({ ...pageAsked(query), ...asked, ...(since !== undefined && { since }) }));
    },
  );
  app.get(
    '/surges/:name',
    {
      schema: {
        tags,
        summary: 'A value of a surge definition: its counts, what was expected, and its surges',
        params: Type.Object(NameParam),
        querystring: Type.Object({
          value: Type.Optional(
            Type.String({
              maxLength: 300,
              description: 'The value as JSON ("shoes", 12, null for all together); default: that of the newest surge',
            }),
          ),
          since: Since,
        }),
        response: { 200: SurgeSeries },
      },
    },
    ({ params: { name }, query }) => presentSeries(engine.surges.series(name, valueAsked(query.value), instantAsked('since', query.since))),
  );
}

function valueAsked(text: string | undefined): SurgeValue | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CuspError(ERRORS.invalidRequest, 'value is no JSON text, number, true, false or null; write a text in quotes: "shoes"');
}
