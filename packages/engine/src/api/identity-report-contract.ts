/** The shape of the report on identities: how good the picture of who is who looks. */
import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const IdentityTruth = Type.Object(
  {
    trait: Type.String(),
    identifiers: Type.Integer({ description: 'How many identifiers have a truth' }),
    people: Type.Integer({ description: 'How many different truths there are' }),
    truePairs: Type.Integer({ description: 'Pairs of these identifiers that are of one person' }),
    joinedPairs: Type.Integer({ description: 'Pairs that are in one customer' }),
    rightPairs: Type.Integer({ description: 'Pairs that are both' }),
    precision: Nullable(Type.Number()),
    recall: Nullable(Type.Number()),
    f1: Nullable(Type.Number()),
  },
  { description: 'How right the picture is, by the trait that was named as the truth; null shares where there is no pair' },
);

export const IdentityMonth = Type.Object(
  {
    month: Type.String({ description: '2026-11' }),
    customers: Type.Integer({ description: 'Whose events begin in it' }),
    identifiers: Type.Integer({ description: 'First seen in it, with an event of their own or in a link' }),
    identifiersPerCustomer: Nullable(Type.Number({ description: 'Over all who were there at its end' })),
    links: Type.Integer({ description: 'Links that join, known since then' }),
    refusedLinks: Type.Integer({ description: 'Links that join nobody, known since then' }),
    events: Type.Integer(),
    withoutUserId: Type.Integer({ description: 'How many of these events have no userId' }),
  },
  { description: "A month (UTC) of event time, seen from today's identity" },
);
export const IdentityReport = Type.Object({
  customers: Type.Integer(),
  identifiers: Type.Integer(),
  sizes: Type.Array(Type.Object({ identifiers: Type.Integer(), customers: Type.Integer() }), {
    description: 'How many customers have so many identifiers',
  }),
  refusedLinks: Type.Integer({ description: 'Links between identifiers that join nobody' }),
  sharedIdentifiers: Type.Integer({ description: 'Identifiers that several people use' }),
  shared: Type.Array(Type.Object({ identifier: Type.String(), why: Type.String() }), { description: 'Of these at most a hundred' }),
  decisions: Type.Integer({ description: "People's decisions in force" }),
  suspiciousCustomers: Type.Integer({ description: 'Customers who look like several people' }),
  suspicious: Type.Array(
    Type.Object({
      customerId: Type.String(),
      identifiers: Type.Array(Type.String()),
      why: Type.Array(Type.String()),
      contradictions: Type.Array(
        Type.Object({
          trait: Type.String(),
          values: Type.Array(Type.Object({ value: Type.String(), identifiers: Type.Array(Type.String()) }), {
            description: 'At most five, each with at most five identifiers whose own events say so',
          }),
        }),
        { description: 'Traits that cannot all be true of one person' },
      ),
    }),
    { description: 'Of these at most a hundred, those with most reasons and then most identifiers first' },
  ),
  contradicting: Type.Array(Type.Object({ trait: Type.String(), customers: Type.Integer() }), {
    description: 'The traits that were looked at, with how many customers contradict themselves',
  }),
  truth: Nullable(IdentityTruth),
  months: Type.Array(IdentityMonth, { description: 'Oldest first' }),
});
export type IdentityReport = Static<typeof IdentityReport>;
