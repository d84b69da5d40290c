import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';

/** What is asked of /api/v1/insight, and what is told. */

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Time = (description: string) => Type.String({ format: 'date-time', description });
const Interval = Type.Tuple([Type.Number(), Type.Number()], { description: '95 %' });
const Events = (description: string) =>
  Type.Optional(
    Type.String({
      maxLength: 4_000,
      description: `${description}: names parted by commas, or JSON as [{"performed":"…","where":{…}}], as in a step of a pattern`,
    }),
  );
const Paths = (description: string) =>
  Type.Optional(
    Type.String({ maxLength: 2_000, description: `${description}: paths parted by commas; the first that leads to something counts` }),
  );

const COMMON = {
  since: Type.Optional(Type.String({ description: 'Only after this instant of event time (RFC 3339)' })),
  until: Type.Optional(Type.String({ description: 'Only up to this instant of event time (RFC 3339)' })),
  segment: Type.Optional(Type.String({ maxLength: 100, description: 'Only what customers did while they were in this segment' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Rows at most; default 50' })),
};
const rankBy = <const T extends string>(...ranks: T[]) =>
  Type.Optional(
    Type.Union(
      ranks.map((rank) => Type.Literal(rank)),
      { description: 'What is ranked by; default customers affected' },
    ),
  );
const query = <T extends TProperties>(properties: T): TObject<T & typeof COMMON> =>
  Type.Object({ ...properties, ...COMMON }, { additionalProperties: false });

/** GET /api/v1/insight/searches */
export const SearchesQuery = query({
  rank: rankBy('customers', 'ticket', 'value'),
  search: Events('What a search is; default Products Searched'),
  term: Paths('What was searched for; default properties.query'),
  results: Paths('How many results there were, or the results; default properties.results, properties.results_count'),
  found: Events('What shows that something was found; default Product Clicked, Product Viewed, Product Added'),
  bought: Events('Default Order Completed'),
  value: Paths('What an order was worth; default properties.total, properties.revenue, properties.value'),
  ticket: Events('Default Ticket Opened'),
});
export type SearchesQuery = Static<typeof SearchesQuery>;

/** GET /api/v1/insight/help */
export const HelpQuery = query({
  rank: rankBy('customers', 'returned', 'ticket', 'lowRating'),
  within: Type.Optional(Type.String({ description: 'How long after a purchase content counts; default 30d' })),
  horizon: Type.Optional(Type.String({ description: 'How long after somebody looked is watched what follows; default 14d' })),
  bought: Events('Default Order Completed'),
  product: Paths('What was bought; default properties.products[].name, properties.products[].product_id, properties.product_id'),
  content: Events('What is help; default pages of the category Help, How-to, Guide or Support, and searches for "how to"'),
  topic: Paths('What it is about; default properties.topic, properties.name, properties.title, properties.query'),
  returned: Events('Default Product Returned, Order Refunded'),
  ticket: Events('Default Ticket Opened'),
  lowRating: Events('Default Product Reviewed and Feedback Received with a rating of 2 at most'),
});
export type HelpQuery = Static<typeof HelpQuery>;

/** GET /api/v1/insight/features */
export const FeaturesQuery = query({
  rank: rankBy('customers', 'share', 'followed'),
  feeling: Type.Optional(Type.Union([Type.Literal('frustration'), Type.Literal('delight')], { description: 'Default frustration' })),
  moments: Type.Optional(
    Type.String({ maxLength: 2_000, description: 'Names of the moments that count, parted by commas; default all of the feeling' }),
  ),
  by: Paths('What a feature is; default properties.feature, properties.screen, properties.menu, properties.page_path, properties.path'),
  split: Paths('What rates are told apart by, such as properties.software or properties.model'),
  alike: Paths('What makes customers comparable beside how much they use it, such as properties.model'),
  uses: Events('What use is; default everything that says a feature'),
  goal: Events('What may follow, or the word silence (nothing at all); default a rating of 2 at most, or Ticket Opened'),
  horizon: Type.Optional(Type.String({ description: 'How long after a moment the goal counts; default 7d' })),
  release: Type.Optional(Type.String({ description: 'Compares before and after this instant of event time (RFC 3339)' })),
  window: Type.Optional(
    Type.String({ description: 'So long before and after the release; default 30d, and never longer than is known after it' }),
  ),
});
export type FeaturesQuery = Static<typeof FeaturesQuery>;

const Difference = Type.Object({
  estimate: Type.Number(),
  interval: Interval,
});
/** What followed, beside comparable customers. */
export const Followed = Type.Object({
  customers: Type.Integer({ description: 'Of whom it is known' }),
  share: Type.Number({ description: 'Of them: 0 to 1' }),
  interval: Interval,
  comparable: Type.Integer({ description: 'Customers that they are compared with' }),
  otherwise: Nullable(Type.Number({ description: 'Share of these, 0 to 1' })),
  difference: Nullable(Difference),
  few: Type.Boolean({ description: 'Whether there are so few on either side that it says little' }),
});
export type Followed = Static<typeof Followed>;

const Examples = Type.Array(Type.Object({ customerId: Type.String(), at: Time('When it happened') }), { description: 'The latest first' });
const TOLD = {
  leftOut: Type.Integer({ description: 'Rows of fewer customers, beyond some thousand, which were not looked at' }),
  unknownEvents: Type.Array(Type.String(), { description: 'Names that were asked about and that nobody has performed' }),
  to: Time('Everything up to this instant is taken into account'),
  asOf: Time('The instant that this answer is for'),
};
const SHARE = { share: Type.Number({ description: '0 to 1' }), interval: Interval };

/** A term that customers searched for. */
export const SearchTerm = Type.Object({
  term: Type.String(),
  spellings: Type.Array(
    Type.Object({ text: Type.String(), customers: Type.Integer(), notFound: Type.Integer({ description: 'Customers' }) }),
    { description: 'Slips of the fingers among them' },
  ),
  searches: Type.Integer(),
  customers: Type.Integer({ description: 'Who searched for it' }),
  notFound: Type.Integer({ description: 'Of them, who did not find it at least once' }),
  ...SHARE,
  endings: Type.Object(
    { noResults: Type.Integer(), reformulated: Type.Integer(), left: Type.Integer() },
    { description: 'Customers; one may be in several' },
  ),
  instead: Type.Array(Type.Object({ term: Type.String(), customers: Type.Integer() }), { description: 'What they searched for next' }),
  bought: Followed,
  ticket: Followed,
  lostValue: Nullable(
    Type.Object(
      { estimate: Type.Number(), interval: Interval },
      { description: 'What comparable customers bought within a day less what these did; an association, no proof. Null: too few bought' },
    ),
  ),
  examples: Examples,
});
export type SearchTerm = Static<typeof SearchTerm>;
export const SearchesAnswer = Type.Object({
  searches: Type.Integer({ description: 'That are over' }),
  customers: Type.Integer({ description: 'Who searched' }),
  notFound: Type.Integer({ description: 'Who did not find something at least once' }),
  different: Type.Integer({ description: 'Terms' }),
  terms: Type.Array(SearchTerm),
  ...TOLD,
});
export type SearchesAnswer = Static<typeof SearchesAnswer>;

/** A topic that buyers looked for. */
export const HelpTopic = Type.Object({
  product: Type.String(),
  topic: Type.String(),
  buyers: Type.Integer({ description: 'Who bought the product so long ago that all is known' }),
  customers: Type.Integer({ description: 'Of them, who looked for the topic in time' }),
  ...SHARE,
  afterMs: Type.Number({ description: 'From the purchase to the first look, the median' }),
  returned: Followed,
  ticket: Followed,
  lowRating: Followed,
  examples: Examples,
});
export type HelpTopic = Static<typeof HelpTopic>;
export const HelpAnswer = Type.Object({
  buyers: Type.Integer(),
  customers: Type.Integer({ description: 'Of them, who looked for anything' }),
  tooFresh: Type.Integer({ description: 'Customers with purchases that are too fresh to count' }),
  topics: Type.Array(HelpTopic),
  ...TOLD,
});
export type HelpAnswer = Static<typeof HelpAnswer>;

const Side = Type.Object({ ...SHARE, customers: Type.Integer() });
/** A feature that frustrates, or delights. */
export const InsightFeature = Type.Object({
  feature: Type.String(),
  group: Nullable(Type.String({ description: 'What it was told apart by' })),
  users: Type.Integer({ description: 'Who used it' }),
  customers: Type.Integer({ description: 'Of them, who felt so at least once' }),
  ...SHARE,
  ofDays: Type.Object(
    { ...SHARE, days: Type.Integer({ description: 'Days of use, of all users' }) },
    { description: 'Of the days on which a user used it, those on which they felt so: the mean over users' },
  ),
  moments: Type.Array(Type.Object({ name: Type.String(), customers: Type.Integer() })),
  followed: Followed,
  comparison: Nullable(
    Type.Object(
      {
        kind: Type.Union([Type.Literal('same customers'), Type.Literal('customers alike'), Type.Literal('other groups')]),
        reference: Side,
        own: Side,
        difference: Difference,
        word: Type.Union([Type.Literal('better'), Type.Literal('worse'), Type.Literal('cannot be told yet')], {
          description: 'All words of one answer are right together in 95 of 100',
        }),
      },
      {
        description: 'Of days of use: after the release less before it, or the group less the others. Null: nothing to compare, or too few',
      },
    ),
  ),
  examples: Examples,
});
export type InsightFeature = Static<typeof InsightFeature>;
export const FeaturesAnswer = Type.Object({
  users: Type.Integer(),
  customers: Type.Integer({ description: 'Who felt so at least once' }),
  features: Type.Array(InsightFeature),
  compared: Type.Integer({ description: 'Comparisons that were made, also of those not told' }),
  moments: Type.Array(Type.String(), { description: 'The moments that count' }),
  filling: Type.Array(Type.String(), { description: 'Those of them that history is still being gone through for' }),
  unplaced: Type.Integer({ description: 'Moments whose evidence says no feature' }),
  since: Nullable(Time('Use counts after this instant')),
  until: Nullable(Time('Use counts up to this instant')),
  ...TOLD,
});
export type FeaturesAnswer = Static<typeof FeaturesAnswer>;
