import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import type { ConsentCount, Contactable as ContactableCount, LedgerEntry } from '../../vocabulary/consent-ledger.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { CustomerParam, customerAsked, foundOr, NameParam } from '../asked.js';
import {
  ConsentChoice,
  ConsentChoices,
  ConsentCustomers,
  ConsentLedger,
  ConsentOverview,
  Contactable,
  PreferenceLink,
} from '../consent-contract.js';
import { identifierTexts } from '../present/customer.js';
import { instantOrNull } from '../present/instants.js';

const tags = ['consent'];
/** How many are listed at most. */
const MOST = 500;
const USUAL = 50;
const params = Type.Object(CustomerParam);

/** Consent: the ledger, choices that people enter for customers, links to the preference page, and who may be contacted. */
export function consentRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/customers/:customer/consents',
    { schema: { tags, summary: 'What stands, why, and every choice, newest first', params, response: { 200: ConsentLedger } } },
    ({ params: { customer } }) => ledgerOf(engine, customer),
  );
  app.post(
    '/customers/:customer/consents',
    { schema: { tags, summary: 'Enter a choice for a customer', params, body: ConsentChoice, response: { 200: ConsentLedger } } },
    async ({ params: { customer }, body: { choices, reason, by }, headers }) => {
      await engine.consents.choose(customerAsked(customer), { choices, way: 'api', by: actingPerson(headers, by), reason });
      return ledgerOf(engine, customer);
    },
  );
  app.post(
    '/customers/:customer/preference-link',
    { schema: { tags, summary: 'A link to the preference page of a customer', params, response: { 200: PreferenceLink } } },
    ({ params: { customer } }) => {
      const { token, expires } = engine.consents.preferenceToken(customerAsked(customer));
      const path = `/preferences/${token}`;
      const { publicUrl } = engine.consents;
      return { path, url: publicUrl === undefined ? null : `${publicUrl}${path}`, expires: formatInstant(expires) };
    },
  );
  overviewRoutes(app, engine);
  const querystring = Type.Object({
    purpose: Type.String({ minLength: 1, maxLength: 100 }),
    channel: Type.Optional(Type.String({ maxLength: 100, description: 'email: who has no address is not counted' })),
  });
  const named = Type.Object(NameParam);
  app.get(
    '/segments/:name/contactable',
    {
      schema: {
        tags,
        summary: 'How many of a segment may be contacted',
        params: named,
        querystring,
        response: { 200: Contactable },
      },
    },
    async ({ params: { name }, query: { purpose, channel } }) =>
      presentContactable(await engine.consents.contactable({ segment: name }, purpose, channel)),
  );
  app.get(
    '/moments/:name/contactable',
    {
      schema: {
        tags,
        summary: 'How many of those in whom a moment is warm may be contacted',
        params: named,
        querystring,
        response: { 200: Contactable },
      },
    },
    async ({ params: { name }, query: { purpose, channel } }) =>
      presentContactable(await engine.consents.contactable({ moment: name }, purpose, channel)),
  );
}

function presentContactable({ asOf, ...counts }: ContactableCount): Contactable {
  return { asOf: formatInstant(asOf), ...counts };
}

/** What all customers together have chosen. */
function overviewRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/consents',
    { schema: { tags, summary: 'Purposes, and how many customers chose what', response: { 200: ConsentOverview } } },
    async () => {
      const { asOf, purposes } = await engine.consents.counts();
      return { asOf: formatInstant(asOf), purposes: purposes.map(presentCount) };
    },
  );
  const purpose = Type.String({ minLength: 1, maxLength: 100 });
  const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: MOST, description: 'Default: 50' }));
  app.get(
    '/consents/choices',
    {
      schema: {
        tags,
        summary: 'The choices of all customers that arrived last',
        querystring: Type.Object({ purpose: Type.Optional(purpose), limit }),
        response: { 200: ConsentChoices },
      },
    },
    async ({ query }) => ({
      choices: (await engine.consents.newest({ purpose: query.purpose, limit: query.limit ?? USUAL })).map(presentChoice),
    }),
  );
  const state = Type.Union([Type.Literal('granted'), Type.Literal('denied'), Type.Literal('unknown')]);
  app.get(
    '/consents/customers',
    {
      schema: {
        tags,
        summary: 'Customers by what they have chosen for a purpose',
        querystring: Type.Object({ purpose, state, limit }),
        response: { 200: ConsentCustomers },
      },
    },
    async ({ query }) => {
      const { customers, isCut } = await engine.consents.customersWith({ ...query, limit: query.limit ?? USUAL });
      return {
        customers: customers.map(({ customerId, identifiers }) => ({ customerId, identifiers: identifierTexts(identifiers) })),
        isCut,
      };
    },
  );
}

function presentCount({ purpose, definition, ...counts }: ConsentCount): ConsentOverview['purposes'][number] {
  const consent = definition?.consent ?? 'optIn';
  const signals = [definition?.gpc === true ? ['gpc'] : [], definition?.tcf === undefined ? [] : ['tcf']].flat();
  return {
    ...{ purpose, ...counts, signals },
    title: definition?.title ?? null,
    legalBasis: definition?.legalBasis ?? 'consent',
    silence: typeof consent === 'string' ? consent : consent.default,
    regions: typeof consent === 'string' ? {} : { ...consent.regions },
    expires: definition?.expires ?? null,
    texts: (definition?.texts ?? []).map(({ asksAnewFrom = null, ...text }) => ({ ...text, asksAnewFrom })),
  };
}

function presentChoice({ at, receivedAt, expires, identifier, ...rest }: LedgerEntry): ConsentLedger['choices'][number] {
  return {
    ...rest,
    at: formatInstant(at),
    receivedAt: formatInstant(receivedAt),
    expires: instantOrNull(expires),
    identifier: formatIdentifier(identifier),
  };
}

/** What stands of a customer, and every choice. @throws CuspError unknown_customer */
export function ledgerOf(engine: Engine, customer: string): ConsentLedger {
  const { customerId, standing, choices } = foundOr(engine.consents.ledger(customerAsked(customer)), ERRORS.unknownCustomer, customer);
  return {
    customerId,
    standing: standing.map(({ purpose, title, legalBasis, state, since, expires, allowed, why }) => ({
      ...{ purpose, title, legalBasis, state, allowed, why },
      since: instantOrNull(since),
      expires: instantOrNull(expires),
    })),
    choices: choices.map(presentChoice),
  };
}
