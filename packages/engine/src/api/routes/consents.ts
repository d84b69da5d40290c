import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { formatIdentifier } from '../../vocabulary/identifier.js';
import { formatInstant } from '../../vocabulary/instant.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { CustomerParam, customerAsked, foundOr, NameParam } from '../asked.js';
import { ConsentChoice, ConsentLedger, Contactable, PreferenceLink } from '../consent-contract.js';
import { instantOrNull } from '../present/instants.js';

const tags = ['consent'];
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
  const querystring = Type.Object({
    purpose: Type.String({ minLength: 1, maxLength: 100 }),
    channel: Type.Optional(Type.String({ maxLength: 100, description: 'email: who has no address is not counted' })),
  });
  app.get(
    '/segments/:name/contactable',
    {
      schema: {
        tags,
        summary: 'How many of a segment may be contacted',
        params: Type.Object(NameParam),
        querystring,
        response: { 200: Contactable },
      },
    },
    async ({ params: { name }, query: { purpose, channel } }) =>
      foundOr(await engine.consents.contactable(name, purpose, channel), ERRORS.unknownSegment, name),
  );
}

function ledgerOf(engine: Engine, customer: string): ConsentLedger {
  const { customerId, standing, choices } = foundOr(engine.consents.ledger(customerAsked(customer)), ERRORS.unknownCustomer, customer);
  return {
    customerId,
    standing: standing.map(({ purpose, title, legalBasis, state, since, allowed, why }) => ({
      ...{ purpose, title, legalBasis, state, allowed, why },
      since: instantOrNull(since),
    })),
    choices: choices.map(({ at, receivedAt, identifier, ...rest }) => ({
      ...rest,
      at: formatInstant(at),
      receivedAt: formatInstant(receivedAt),
      identifier: formatIdentifier(identifier),
    })),
  };
}
