import { type Static, Type } from 'typebox';
import type { TimelineRequest } from '../../answers.js';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { AtQuery, CustomerParam, customerAsked, foundOr, instantAsked, PageQuery, pageAsked } from '../asked.js';
import { Customer, CustomerList, ErasureStatus, IdentityLinks, Timeline, TraitMatches } from '../contract.js';
import { presentCustomer, presentCustomers, presentTraitMatches } from '../present/customer.js';
import { presentLinks } from '../present/identity.js';
import { presentTimeline } from '../present/timeline.js';

const tags = ['customers'];
const params = Type.Object(CustomerParam);
const Named = (description: string) => Type.Optional(Type.String({ maxLength: 500, description }));
const TimelineQuery = Type.Object({
  ...PageQuery,
  type: Named('track, identify, page, screen, group or alias'),
  event: Named("The event's name"),
  source: Named('The source that brought it'),
  since: Named('Only from this instant of event time on (RFC 3339)'),
  until: Named('Only before this instant of event time'),
});

/** Customers: who they are, what they did, how their identities are linked, and their erasure. */
export function customerRoutes(app: ApiServer, engine: Engine): void {
  const list = Type.Object({
    ...PageQuery,
    search: Type.Optional(Type.String({ maxLength: 600, description: 'How an identifier begins' })),
    segment: Type.Optional(Type.String({ maxLength: 200, description: 'Only members of it' })),
    order: Type.Optional(Type.Union([Type.Literal('recent'), Type.Literal('first')], { description: 'recent: who was seen last first' })),
  });
  app.get(
    '/customers',
    {
      schema: {
        tags,
        summary: 'Customers, by how an identifier begins and by segment',
        querystring: list,
        response: { 200: CustomerList },
      },
    },
    ({ query: { search, segment, order, ...page } }) =>
      presentCustomers(
        engine.customers({
          ...pageAsked(page),
          ...(search !== undefined && { search }),
          ...(segment !== undefined && { segment }),
          ...(order !== undefined && { order }),
        }),
      ),
  );
  const byTrait = Type.Object({ text: Type.String({ minLength: 2, maxLength: 200, description: 'What stands in the value' }) });
  app.get(
    '/customers/by-trait',
    { schema: { tags, summary: 'Customers, by what stands in a trait', querystring: byTrait, response: { 200: TraitMatches } } },
    async ({ query }) => presentTraitMatches(await engine.customersByTrait(query.text)),
  );
  app.get(
    '/customers/:customer',
    { schema: { tags, summary: 'One customer', params, querystring: Type.Object(AtQuery), response: { 200: Customer } } },
    (request) => {
      const found = engine.customer(customerAsked(request.params.customer), instantAsked('at', request.query.at));
      return presentCustomer(foundOr(found, ERRORS.unknownCustomer, request.params.customer));
    },
  );
  timelineRoutes(app, engine);
  erasureRoutes(app, engine);
}

function timelineAsked(query: Static<typeof TimelineQuery>): TimelineRequest {
  const { type, event, source } = query;
  const [since, until] = [instantAsked('since', query.since), instantAsked('until', query.until)];
  return {
    ...pageAsked(query),
    ...(type !== undefined && { type }),
    ...(event !== undefined && { event }),
    ...(source !== undefined && { source }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

function timelineRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/customers/:customer/timeline',
    {
      schema: {
        tags,
        summary: 'Events, newest first, with what each changed',
        params,
        querystring: TimelineQuery,
        response: { 200: Timeline },
      },
    },
    (request) => {
      const found = engine.timeline(customerAsked(request.params.customer), timelineAsked(request.query));
      return presentTimeline(foundOr(found, ERRORS.unknownCustomer, request.params.customer));
    },
  );
  app.get(
    '/customers/:customer/identity',
    { schema: { tags, summary: 'Links between identifiers, each with its evidence', params, response: { 200: IdentityLinks } } },
    (request) => {
      const found = engine.identityLinks(customerAsked(request.params.customer));
      return presentLinks(foundOr(found, ERRORS.unknownCustomer, request.params.customer));
    },
  );
}

function erasureRoutes(app: ApiServer, engine: Engine): void {
  app.delete(
    '/customers/:customer',
    { schema: { tags, summary: 'Erase a customer from every store', params, response: { 200: ErasureStatus, 202: ErasureStatus } } },
    async (request, reply) => {
      const answer = await engine.erase(customerAsked(request.params.customer));
      await engine.access.record({ action: 'erasure_asked', by: actingPerson(request.headers), about: answer.requestId, detail: null });
      return reply.code(answer.status === 'done' ? 200 : 202).send({ ...answer });
    },
  );
  app.get(
    '/erasures/:requestId',
    {
      schema: {
        tags,
        summary: 'How far an erasure is',
        params: Type.Object({ requestId: Type.String() }),
        response: { 200: ErasureStatus },
      },
    },
    (request) => ({ ...foundOr(engine.erasure(request.params.requestId), ERRORS.notFound, `no erasure ${request.params.requestId}`) }),
  );
}
