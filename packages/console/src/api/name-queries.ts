import type { DefinitionList, SqlResult } from '@cusp/engine/contract';
import { queryOptions } from '@tanstack/react-query';
import { get, post } from './client.js';
import { scoresQuery } from './metric-queries.js';
import { eventNamesQuery } from './moment-queries.js';

/** What is offered while a name is written need not be of this second, in milliseconds. */
const SOMETIMES = 30_000;
/** The newest events tell which properties there are. */
const LOOKED_THROUGH = 10_000;
const MOST = 500;

/** The names in force of a kind of definition. */
async function definitionNames(kind: string, signal: AbortSignal): Promise<readonly string[]> {
  const { definitions } = await get<DefinitionList>('/definitions', { kind }, signal);
  return definitions.filter(({ inForce }) => inForce).map(({ name }) => name);
}

async function pathNames(columns: readonly string[], prefixed: boolean): Promise<readonly string[]> {
  const paths = columns.map((column) => `arrayMap(path -> concat('${prefixed ? `${column}.` : ''}', path), JSONAllPaths(${column}))`);
  const query =
    `SELECT DISTINCT arrayJoin(arrayConcat(${paths.join(', ')})) AS path ` +
    `FROM (SELECT ${columns.join(', ')} FROM events ORDER BY timestamp DESC LIMIT ${LOOKED_THROUGH}) ORDER BY path LIMIT ${MOST}`;
  const { rows } = await post<SqlResult>('/sql', { query });
  return rows.flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
}

/** What there is of what a name may be the name of, by the word that the schema has for it. What is not known offers nothing. */
const SOURCES: Readonly<Record<string, (signal: AbortSignal) => Promise<readonly string[]>>> = {
  path: () => pathNames(['properties', 'context', 'traits'], true),
  trait: () => pathNames(['traits'], false),
  metric: (signal) => definitionNames('metric', signal),
  segment: (signal) => definitionNames('segment', signal),
  moment: (signal) => definitionNames('moment', signal),
  purpose: (signal) => definitionNames('purpose', signal),
};

/** The names that are offered while one of something is written. */
export const knownNamesQuery = (of: string | undefined) => {
  const source = of === undefined ? undefined : SOURCES[of];
  return queryOptions({
    queryKey: ['known-names', of],
    queryFn: ({ client, signal }) => {
      if (of === 'event') return client.fetchQuery(eventNamesQuery);
      if (of === 'score') return client.fetchQuery(scoresQuery).then(({ scores }) => scores.map(({ name }) => name));
      return source === undefined ? [] : source(signal);
    },
    enabled: of === 'event' || of === 'score' || source !== undefined,
    staleTime: SOMETIMES,
  });
};
