import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { BegunPublication } from '../../engine/publisher.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { actor } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { WaitQuery, waits } from '../asked.js';
import {
  DefinitionItem,
  DefinitionKindName,
  DefinitionList,
  DefinitionSchema,
  DefinitionsRequest,
  DefinitionVersion,
  DefinitionVersions,
  Plan,
  Publication,
  PublicationList,
  RollbackRequest,
} from '../contract.js';
import { presentDefinition, presentPlan, presentPublication, presentVersion, presentVersions } from '../present/definition.js';

const tags = ['definitions'];
const Ref = { kind: DefinitionKindName, name: Type.String() };
const params = Type.Object(Ref);

/** Definitions: what publishing would change, publishing, and the schema that they follow. */
export function definitionRoutes(app: ApiServer, engine: Engine): void {
  const response = { 200: Plan, 202: Publication };
  app.put(
    '/definitions',
    {
      schema: { tags, summary: 'Publish what differs from the live versions', querystring: WaitQuery, body: DefinitionsRequest, response },
    },
    async ({ body, headers, query }, reply) => {
      const { definitions, reason, remove, by } = body;
      const options = {
        ...actor(headers, by),
        ...(reason === undefined ? {} : { reason }),
        ...(remove === undefined ? {} : { removed: remove }),
      };
      return published(engine, reply, engine.beginPublishing(definitions as JsonObject[], options), waits(query, headers));
    },
  );
  app.post(
    '/definitions/plan',
    { schema: { tags, summary: 'What publishing would change', body: DefinitionsRequest, response: { 200: Plan } } },
    async ({ body }) => presentPlan(await engine.plan(body.definitions as JsonObject[], body.remove ?? [])),
  );
  app.get('/schema', { schema: { tags, summary: 'JSON Schema of the definition files', response: { 200: DefinitionSchema } } }, () =>
    engine.definitionSchema(),
  );
  versionRoutes(app, engine);
  publicationRoutes(app, engine);
}

/** What is and was in force, and the way back. */
function versionRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/definitions',
    {
      schema: {
        tags,
        summary: 'All definitions that are or were in force',
        querystring: Type.Object({ kind: Type.Optional(DefinitionKindName) }),
        response: { 200: DefinitionList },
      },
    },
    ({ query }) => ({ definitions: engine.versions.list(query.kind).map(presentDefinition) }),
  );
  app.get(
    '/definitions/:kind/:name',
    { schema: { tags, summary: 'One definition in its newest version', params, response: { 200: DefinitionItem } } },
    (request) => presentDefinition(engine.versions.get(request.params)),
  );
  app.get(
    '/definitions/:kind/:name/versions',
    { schema: { tags, summary: 'Who changed what, when and why: newest first', params, response: { 200: DefinitionVersions } } },
    (request) => presentVersions(request.params, engine.versions.versions(request.params)),
  );
  const ofVersion = Type.Object({ ...Ref, version: Type.Integer({ minimum: 1 }) });
  app.get(
    '/definitions/:kind/:name/versions/:version',
    { schema: { tags, summary: 'One version', params: ofVersion, response: { 200: DefinitionVersion } } },
    (request) => presentVersion(engine.versions.version(request.params, request.params.version)),
  );
  const response = { 200: Plan, 202: Publication };
  const schema = {
    tags,
    summary: 'Publish the text of an older version as a new one',
    params,
    querystring: WaitQuery,
    body: RollbackRequest,
  };
  app.post('/definitions/:kind/:name/rollback', { schema: { ...schema, response } }, async (request, reply) => {
    const { version, reason, by } = request.body;
    const begun = engine.versions.rollback(request.params, version, { ...actor(request.headers, by), reason });
    return published(engine, reply, begun, waits(request.query, request.headers));
  });
}

/** Publications under way. */
function publicationRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/publications',
    { schema: { tags, summary: 'Publications since the engine started, newest first', response: { 200: PublicationList } } },
    () => ({ publications: engine.versions.publications().map(presentPublication) }),
  );
  const byId = Type.Object({ publicationId: Type.String() });
  app.get(
    '/publications/:publicationId',
    { schema: { tags, summary: 'How far a publication is', params: byId, response: { 200: Publication } } },
    ({ params: { publicationId } }) => presentPublication(engine.versions.publication(publicationId)),
  );
}

/** Answers when it is live or, to those who do not wait, at once with where to ask. */
export async function published(
  engine: Engine,
  reply: FastifyReply,
  { publicationId, live }: BegunPublication,
  wait: boolean,
): Promise<Plan | Publication> {
  if (wait) return presentPlan(await live);
  reply.code(202).header('location', `/api/v1/publications/${publicationId}`);
  return presentPublication(engine.versions.publication(publicationId));
}
