/** The shapes of who is one customer: what links identifiers, and what people decide about it. */
import { type Static, type TSchema, Type } from 'typebox';
import { LearnedEvidence, MatchingExplanation, NamedCustomer } from './matching-contract.js';

const Text = (description: string) => Type.String({ description });
const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const IdentityDecision = Type.Object({
  decisionId: Type.String(),
  requestId: Type.String({ description: 'What was asked for, and may have led to several decisions' }),
  action: Type.Union([Type.Literal('merge'), Type.Literal('unmerge'), Type.Literal('block'), Type.Literal('unblock')]),
  identifiers: Type.Array(Type.String(), { description: 'The two that it is about' }),
  parts: Type.Boolean({
    description: 'Of an unmerge: what events say of the two is not believed any more. Of a merge: it was not believed before',
  }),
  by: Type.String(),
  reason: Type.String(),
  at: Time('When it was decided'),
  learned: Type.Optional(LearnedEvidence),
});
export type IdentityDecision = Static<typeof IdentityDecision>;

export const IdentityLink = Type.Object({
  identifiers: Type.Array(Type.String()),
  evidence: Text('Why they are linked or not'),
  messageId: Nullable(Type.String()),
  at: Nullable(Time('The first event that says so, or when it was decided or learned')),
  refused: Type.Union([Type.String(), Type.Null()], { description: 'Why the link was not made, when it was not' }),
  learned: Nullable(LearnedEvidence),
});
export type IdentityLink = Static<typeof IdentityLink>;

export const IdentityLinks = Type.Object({
  customerId: Type.String(),
  links: Type.Array(IdentityLink),
  decisions: Type.Array(IdentityDecision, { description: 'What people decided about any of the identifiers, and is in force' }),
});
export type IdentityLinks = Static<typeof IdentityLinks>;

export const IdentityExplanation = Type.Object({
  left: NamedCustomer,
  right: NamedCustomer,
  sameCustomer: Type.Boolean(),
  links: Type.Array(IdentityLink, { description: 'On a shortest way from one to the other; none when they are two customers' }),
  refused: Type.Array(IdentityLink, { description: 'Links that would join them and do not, with their reasons' }),
  decisions: Type.Array(IdentityDecision, { description: "People's decisions in force on them, or on those on the way" }),
  matching: Nullable(MatchingExplanation),
});
export type IdentityExplanation = Static<typeof IdentityExplanation>;

export const IdentityRequest = Type.Object(
  {
    customers: Type.Array(Type.String({ maxLength: 600 }), { minItems: 2, maxItems: 20, description: 'type:id of each' }),
    reason: Type.String({ minLength: 1, maxLength: 1_000, description: 'Stays on record with the decision' }),
    by: Type.Optional(Type.String({ maxLength: 200, description: 'Who decides; default the one who is signed in' })),
  },
  { additionalProperties: false },
);
export type IdentityRequest = Static<typeof IdentityRequest>;

export const IdentityDecided = Type.Object({
  requestId: Type.String(),
  decisions: Type.Array(IdentityDecision),
  customers: Type.Array(Type.String(), { description: 'The customerIds of those who were named, as they are now' }),
});
export type IdentityDecided = Static<typeof IdentityDecided>;

export const IdentityDecisionList = Type.Object({ decisions: Type.Array(IdentityDecision), nextCursor: Nullable(Type.String()) });
export type IdentityDecisionList = Static<typeof IdentityDecisionList>;
