import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { csvLines } from '../../engine/exports/csv-lines.js';
import { featureLines } from '../../engine/features/feature-lines.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { instantAsked, NameParam, PageQuery, pageAsked } from '../asked.js';
import { SegmentMoves, SegmentOverlap, SegmentTrend } from '../segment-history-contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentMoves, presentOverlap, presentTrend } from '../present/segment.js';

const tags = ['segments'];
const params = Type.Object(NameParam);
const MINUTE: Milliseconds = 60_000;
const USUAL = { points: 30, every: '1d' } as const;
/** So many columns of a kind are exported. */
const MOST_COLUMNS = 100;

const TrendQuery = Type.Object({
  points: Type.Optional(Type.Integer({ minimum: 2, maximum: 400, description: 'At how many instants, the last is now; default 30' })),
  every: Type.Optional(Type.String({ maxLength: 20, description: 'How far apart: a duration from 1m on; default 1d' })),
  sample: Type.Optional(
    Type.Integer({ minimum: 100, description: 'So many customers are asked at most, and the counts are estimates; default: everybody' }),
  ),
});
const ChangesQuery = Type.Object({
  since: Type.String({ description: 'The instant to compare with (RFC 3339)' }),
  until: Type.Optional(Type.String({ description: 'The instant that is compared (RFC 3339); default: now' })),
  direction: Type.Union([Type.Literal('entered'), Type.Literal('left')]),
  ...PageQuery,
});
const columns = (what: string) => Type.Optional(Type.String({ maxLength: 5_000, description: `${what}, separated by commas` }));
const ExportQuery = Type.Object({
  purpose: Type.String({ minLength: 1, maxLength: 100, description: 'What it is for: who does not consent to it is left out' }),
  format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('ndjson')], { description: 'Default csv' })),
  identifiers: columns('Types of identifiers'),
  traits: columns('Names of traits'),
  metrics: columns('Names of metrics'),
});

/** How a segment came to be what it is, whom it shares with others, and its members as a file. */
export function segmentHistoryRoutes(app: ApiServer, engine: Engine): void {
  const history = engine.segmentHistory;
  app.get(
    '/segments/:name/trend',
    { schema: { tags, summary: 'How many were in it over time', params, querystring: TrendQuery, response: { 200: SegmentTrend } } },
    async ({ params: { name }, query: { points = USUAL.points, every = USUAL.every, sample } }) =>
      presentTrend(await history.trend(name, { points, every: lengthOf(every), ...(sample !== undefined && { sample }) })),
  );
  app.get(
    '/segments/:name/changes',
    { schema: { tags, summary: 'Who came or went', params, querystring: ChangesQuery, response: { 200: SegmentMoves } } },
    ({ params: { name }, query }) => {
      const since = instantAsked('since', query.since) ?? 0;
      const until = instantAsked('until', query.until);
      return presentMoves(
        history.moves(name, { ...pageAsked(query), since, direction: query.direction, ...(until !== undefined && { until }) }),
      );
    },
  );
  app.get(
    '/segments/:name/overlap',
    { schema: { tags, summary: 'Whom it shares with each other segment', params, response: { 200: SegmentOverlap } } },
    ({ params: { name } }) => presentOverlap(history.overlap(name)),
  );
  exportRoute(app, engine);
}

function exportRoute(app: ApiServer, engine: Engine): void {
  app.get(
    '/segments/:name/export',
    { schema: { tags, summary: 'Its members as a file (CSV for spreadsheets, or lines of JSON)', params, querystring: ExportQuery } },
    ({ params: { name }, query: { purpose, format = 'csv', ...named } }, reply) => {
      const table = engine.segmentHistory.table(
        name,
        {
          purpose,
          identifiers: namesIn(named.identifiers),
          traits: namesIn(named.traits),
          metrics: namesIn(named.metrics),
        },
        goneSignal(reply),
      );
      reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
      return format === 'csv'
        ? reply.type('text/csv; charset=utf-8').send(Readable.from(csvLines(table, { isForSpreadsheets: true })))
        : reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(featureLines(table)));
    },
  );
}

function namesIn(text: string | undefined): readonly string[] {
  const names = text === undefined ? [] : text.split(',').filter((name) => name !== '');
  if (names.length > MOST_COLUMNS) throw new CuspError(ERRORS.invalidRequest, `more than ${MOST_COLUMNS} columns of a kind`);
  return names;
}

function lengthOf(text: string): Milliseconds {
  const length = parseDuration(text);
  if (length === undefined || length < MINUTE) throw new CuspError(ERRORS.invalidRequest, 'every is no duration from 1m on, such as 1d');
  return length;
}
