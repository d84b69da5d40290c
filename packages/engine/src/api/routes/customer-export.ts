import { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import { Type } from 'typebox';
import type { Page } from '../../answers.js';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { CustomerParam, customerAsked, foundOr } from '../asked.js';
import { presentCustomer } from '../present/customer.js';
import { presentDecision } from '../present/decision.js';
import { presentLinks } from '../present/identity.js';
import { presentMoment } from '../present/moment.js';
import { presentTimeline } from '../present/timeline.js';
import { ledgerOf } from './consents.js';

/** Items that are read at a time: others are answered in between. */
const AT_ONCE = 200;

/** Everything that is held about a customer as one JSON file, for them to take with them. */
export function customerExportRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/customers/:customer/export',
    {
      schema: {
        tags: ['customers'],
        summary: 'Everything that is held about a customer, as one JSON file',
        description: 'Who they are, what links them, their consents, every event, and the moments and decisions about them.',
        params: Type.Object(CustomerParam),
      },
    },
    async ({ params: { customer } }, reply) => {
      const identifier = customerAsked(customer);
      foundOr(engine.customer(identifier), ERRORS.unknownCustomer, customer);
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="customer.json"')
        .send(Readable.from(exportOf(engine, customer)));
    },
  );
}

/** The file, part by part. @throws CuspError unknown_customer when they are erased meanwhile: the file then ends without its end */
async function* exportOf(engine: Engine, customer: string): AsyncGenerator<string> {
  const identifier = customerAsked(customer);
  const found = <T>(value: T | undefined): T => foundOr(value, ERRORS.unknownCustomer, customer);
  yield `{"exportedAt":"${formatInstant(engine.clock.now())}"`;
  yield `,"customer":${JSON.stringify(presentCustomer(found(engine.customer(identifier))))}`;
  yield `,"identity":${JSON.stringify(presentLinks(found(engine.identityLinks(identifier))))}`;
  yield `,"consents":${JSON.stringify(ledgerOf(engine, customer))}`;
  yield* list('moments', (page) => engine.moments({ ...page, identifier }), presentMoment);
  yield* list('decisions', (page) => engine.decisions({ ...page, identifier }), presentDecision);
  yield* events(engine, identifier, found);
  yield '}\n';
}

async function* events(engine: Engine, identifier: Identifier, found: <T>(value: T | undefined) => T): AsyncGenerator<string> {
  const pageOf = (page: Asked) => {
    const { items, nextCursor } = found(engine.timeline(identifier, page));
    return { items: presentTimeline({ items, nextCursor }).events, nextCursor };
  };
  yield* list('events', pageOf, (event) => event);
}

interface Asked {
  readonly limit: number;
  readonly cursor?: string;
}

async function* list<T>(name: string, pageOf: (asked: Asked) => Page<T>, present: (item: T) => unknown): AsyncGenerator<string> {
  yield `,"${name}":[`;
  let cursor: string | null | undefined;
  let isFirst = true;
  while (cursor !== null) {
    const page: Page<T> = pageOf({ limit: AT_ONCE, ...(cursor !== undefined && { cursor }) });
    if (page.items.length > 0) yield `${isFirst ? '' : ','}\n${page.items.map((item) => JSON.stringify(present(item))).join(',\n')}`;
    isFirst &&= page.items.length === 0;
    cursor = page.nextCursor;
    await breath();
  }
  yield ']';
}
