import { type Static, Type } from 'typebox';

/** What is asked and answered about consent. */

const OrNull = Type.Union([Type.String(), Type.Null()]);
const State = Type.Union([Type.Literal('granted'), Type.Literal('denied'), Type.Literal('unknown')]);

const ConsentEntry = Type.Object({
  purpose: Type.String(),
  granted: Type.Boolean(),
  at: Type.String(),
  receivedAt: Type.String(),
  expires: Type.Union([Type.String(), Type.Null()], { description: 'When a consent lapses by itself, or did' }),
  way: Type.String({ description: 'event, gpc, tcf, preferencePage, api or unsubscribeLink' }),
  source: Type.String(),
  identifier: Type.String(),
  messageId: Type.String(),
  text: OrNull,
  by: OrNull,
  reason: OrNull,
});

export const ConsentLedger = Type.Object({
  customerId: Type.String(),
  standing: Type.Array(
    Type.Object({
      purpose: Type.String(),
      title: OrNull,
      legalBasis: Type.String(),
      state: State,
      since: OrNull,
      expires: OrNull,
      allowed: Type.Boolean({ description: 'Whether data may be used for it now' }),
      why: Type.String({ description: 'choice, merge (of customers who had chosen differently), or what silence means: optIn or optOut' }),
    }),
  ),
  choices: Type.Array(ConsentEntry, { description: 'Newest first' }),
});
export type ConsentLedger = Static<typeof ConsentLedger>;

export const ConsentChoice = Type.Object(
  {
    choices: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Boolean(), { minProperties: 1, maxProperties: 100 }),
    reason: Type.String({ minLength: 1, maxLength: 1_000, description: 'Why it is entered for the customer: a call, a letter' }),
    by: Type.Optional(Type.String({ description: 'Who enters it; default: the header X-Cusp-By' })),
  },
  { additionalProperties: false },
);

export const PreferenceLink = Type.Object({
  path: Type.String({ description: 'Below the address under which customers reach the engine' }),
  url: OrNull,
  expires: Type.String(),
});
export type PreferenceLink = Static<typeof PreferenceLink>;

export const Contactable = Type.Object({
  asOf: Type.String({ format: 'date-time', description: 'When counting began; of many customers the answer may be one of a moment ago' }),
  purpose: Type.String(),
  customers: Type.Integer(),
  contactable: Type.Integer(),
  refused: Type.Object({ consent_denied: Type.Integer(), consent_unknown: Type.Integer(), no_address: Type.Integer() }),
});
export type Contactable = Static<typeof Contactable>;

export const ConsentOverview = Type.Object({
  asOf: Type.String({ format: 'date-time', description: 'When counting began; of many customers the answer may be one of a moment ago' }),
  purposes: Type.Array(
    Type.Object({
      purpose: Type.String(),
      title: OrNull,
      legalBasis: Type.String(),
      silence: Type.String({ description: 'What silence means by default: optIn or optOut' }),
      regions: Type.Record(Type.String(), Type.String()),
      expires: OrNull,
      signals: Type.Array(Type.String(), { description: 'gpc, tcf' }),
      texts: Type.Array(Type.Object({ version: Type.String(), language: Type.String(), text: Type.String(), asksAnewFrom: OrNull })),
      granted: Type.Integer(),
      denied: Type.Integer(),
      unknown: Type.Integer(),
      allowed: Type.Integer({ description: 'Customers whose data may be used for it' }),
    }),
  ),
});
export type ConsentOverview = Static<typeof ConsentOverview>;

export const ConsentChoices = Type.Object({ choices: Type.Array(ConsentEntry, { description: 'Newest first' }) });
export type ConsentChoices = Static<typeof ConsentChoices>;

export const ConsentCustomers = Type.Object({
  customers: Type.Array(Type.Object({ customerId: Type.String(), identifiers: Type.Array(Type.String()) })),
  isCut: Type.Boolean({ description: 'Whether there are more' }),
});
export type ConsentCustomers = Static<typeof ConsentCustomers>;
