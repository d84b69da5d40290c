import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { foundOr, instantAsked, NameParam, PageQuery, pageAsked } from '../asked.js';
import {
  AlertList,
  Books,
  KeyList,
  SecretList,
  SecretRequest,
  SourceKey,
  SourceList,
  SourceParams,
  SourceQuality,
  SuggestedPlan,
} from '../contract.js';
import { presentAlerts, presentQuality } from '../present/quality.js';
import { presentKey, presentKeys, presentSources } from '../present/source.js';

const tags = ['sources'];

/** A write key that was given from outside. */
export interface GivenKey {
  readonly source: string;
  readonly writeKey: string;
}

/** Sources: their books, keys and secrets. */
export function sourceRoutes(app: ApiServer, engine: Engine, knownKeys: readonly GivenKey[]): void {
  app.get('/sources', { schema: { tags, summary: 'All sources with their books', response: { 200: SourceList } } }, () =>
    presentSources(engine.sources()),
  );
  app.get(
    '/sources/:name/accounting',
    { schema: { tags, summary: 'The books of one source', params: Type.Object(NameParam), response: { 200: Books } } },
    ({ params }) => {
      const found = engine.sources().find(({ name }) => name === params.name);
      return { ...foundOr(found, ERRORS.notFound, `no source ${params.name}`).accounting };
    },
  );
  qualityRoutes(app, engine);
  keyRoutes(app, engine, knownKeys);
  secretRoutes(app, engine);
}

function qualityRoutes(app: ApiServer, engine: Engine): void {
  const range = {
    from: Type.Optional(Type.String({ description: 'The first day (2011-03-01); default: the first that is kept' })),
    to: Type.Optional(Type.String({ description: 'The last day; default: the newest' })),
  };
  app.get(
    '/sources/:name/quality',
    {
      schema: {
        tags,
        summary: 'What a source sent, by day: volume, validity, completeness, freshness, drift',
        params: Type.Object(NameParam),
        querystring: Type.Object(range),
        response: { 200: SourceQuality },
      },
    },
    ({ params, query }) => {
      const from = instantAsked('from', query.from);
      const to = instantAsked('to', query.to);
      const found = engine.quality(params.name, { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
      return presentQuality(foundOr(found, ERRORS.notFound, `nothing has come of a source ${params.name}`));
    },
  );
  app.get(
    '/sources/:name/suggested-plan',
    {
      schema: {
        tags,
        summary: 'A tracking plan made from what a source has sent: to be looked at, and published',
        params: Type.Object(NameParam),
        response: { 200: SuggestedPlan },
      },
    },
    ({ params }) => {
      const { definition, events } = foundOr(
        engine.suggestedPlan(params.name),
        ERRORS.notFound,
        `nothing has come of a source ${params.name}`,
      );
      return { definition: { ...definition }, events };
    },
  );
  const querystring = Type.Object({ ...PageQuery, source: Type.Optional(Type.String()) });
  app.get(
    '/alerts',
    { schema: { tags, summary: 'What was not as it used to be, newest first', querystring, response: { 200: AlertList } } },
    ({ query }) => presentAlerts(engine.alerts({ ...pageAsked(query), ...(query.source === undefined ? {} : { source: query.source }) })),
  );
}

function keyRoutes(app: ApiServer, { credentials, access }: Engine, given: readonly GivenKey[]): void {
  app.get('/keys', { schema: { tags, summary: 'The write keys, to send with', response: { 200: KeyList } } }, () =>
    presentKeys(given, credentials.writeKeys()),
  );
  app.post(
    '/sources/:name/keys',
    { schema: { tags, summary: 'Give a source a new write key', params: SourceParams, response: { 201: SourceKey } } },
    async ({ params, headers }, reply) => {
      const key = await credentials.issue(params.name);
      await access.record({ action: 'key_issued', by: actingPerson(headers), about: params.name, detail: key.id });
      return reply.code(201).send(presentKey(key));
    },
  );
  app.delete(
    '/keys/:id',
    { schema: { tags, summary: 'Take a write key back', params: Type.Object({ id: Type.String() }), response: { 204: Type.Null() } } },
    async ({ params, headers }, reply) => {
      const source = credentials.writeKeys().find(({ id }) => id === params.id)?.source ?? '';
      await credentials.revoke(params.id);
      await access.record({ action: 'key_revoked', by: actingPerson(headers), about: source, detail: params.id });
      return reply.code(204).send(null);
    },
  );
}

function secretRoutes(app: ApiServer, engine: Engine): void {
  const params = Type.Object(NameParam);
  app.get('/secrets', { schema: { tags, summary: 'The names of the secrets that are kept', response: { 200: SecretList } } }, () => ({
    secrets: [...engine.credentials.secretNames()],
  }));
  app.put(
    '/secrets/:name',
    { schema: { tags, summary: 'Keep a secret, encrypted', params, body: SecretRequest, response: { 204: Type.Null() } } },
    async ({ params: { name }, body, headers }, reply) => {
      await engine.setSecret(name, body.value);
      await engine.access.record({ action: 'secret_set', by: actingPerson(headers), about: name, detail: null });
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/secrets/:name',
    { schema: { tags, summary: 'Forget a secret', params, response: { 204: Type.Null() } } },
    async ({ params: { name }, headers }, reply) => {
      await engine.removeSecret(name);
      await engine.access.record({ action: 'secret_removed', by: actingPerson(headers), about: name, detail: null });
      return reply.code(204).send(null);
    },
  );
}
