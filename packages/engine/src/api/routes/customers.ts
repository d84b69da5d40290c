import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { ApiServer } from '../api-server.js';
import { AtQuery, CustomerParam, customerAsked, foundOr, instantAsked, PageQuery, pageAsked } from '../asked.js';
import { Customer, CustomerList, ErasureStatus, IdentityLinks, Timeline } from '../contract.js';
import { presentCustomer, presentCustomers } from '../present/customer.js';
import { presentLinks } from '../present/identity.js';
import { presentTimeline } from '../present/timeline.js';

const tags = ['customers'];
const params = Type.Object(CustomerParam);

/** Customers: who they are, what they did, how their identities are linked, and their erasure. */
export function customerRoutes(app: ApiServer, engine: Engine): void {
  const list = Type.Object({
    ...PageQuery,
    search: Type.Optional(Type.String({ maxLength: 600, description: 'How an identifier begins' })),
  });
  app.get(
    '/customers',
    { schema: { tags, summary: 'Customers, by how an identifier begins', querystring: list, response: { 200: CustomerList } } },
    ({ query }) =>
      presentCustomers(engine.customers({ ...pageAsked(query), ...(query.search === undefined ? {} : { search: query.search }) })),
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

function timelineRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/customers/:customer/timeline',
    {
      schema: {
        tags,
        summary: 'Events, newest first, with what each changed',
        params,
        querystring: Type.Object(PageQuery),
        response: { 200: Timeline },
      },
    },
    (request) => {
      const found = engine.timeline(customerAsked(request.params.customer), pageAsked(request.query));
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
