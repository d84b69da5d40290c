import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/deliveries and /api/v1/decide, and what is answered. */

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);

/** Where a delivery stands. */
export const DeliveryStatus = Type.Union(
  [Type.Literal('pending'), Type.Literal('delivered'), Type.Literal('dead'), Type.Literal('refused')],
  { description: 'dead: tried in vain for the last time, or in a way that trying again would not help' },
);

export const DeliveryItem = Type.Object({
  decisionId: Type.String(),
  campaign: Type.String(),
  version: Type.Integer(),
  customerId: Type.String(),
  channel: OrNull(Type.String({ description: 'Of several channels of the campaign, the one that was chosen' })),
  decidedAt: Instant,
  status: DeliveryStatus,
  attempts: Type.Integer(),
  reason: OrNull(Type.String({ description: 'Why it was refused when it was to be sent' })),
  detail: OrNull(Type.String({ description: 'How the last try ended' })),
  lastAt: OrNull(Type.String({ format: 'date-time', description: 'When that was' })),
  nextAttemptAt: OrNull(Type.String({ format: 'date-time', description: 'When the next try is due' })),
});
export type DeliveryItem = Static<typeof DeliveryItem>;

/** GET /api/v1/deliveries */
export const DeliveryList = Type.Object({ deliveries: Type.Array(DeliveryItem), nextCursor: OrNull(Type.String()) });
export type DeliveryList = Static<typeof DeliveryList>;

/** POST /api/v1/deliveries/replay */
export const DeliveryReplayRequest = Type.Object(
  { decisionIds: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 1_000 }) },
  { additionalProperties: false },
);
export const DeliveryReplay = Type.Object({
  replayed: Type.Array(Type.String(), { description: 'Taken up again: everything is asked anew before they are sent' }),
  notDead: Type.Array(Type.String(), { description: 'Of which no delivery is dead' }),
});
export type DeliveryReplay = Static<typeof DeliveryReplay>;

const Placement = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$' });

/** POST /api/v1/decide */
export const DecideRequest = Type.Object(
  {
    writeKey: Type.Optional(Type.String({ description: 'Where no header can be sent' })),
    anonymousId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
    userId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
    proof: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'HMAC-SHA-256 of the userId under the secret site_identity, in hex' }),
    ),
    placements: Type.Array(Placement, { minItems: 1, maxItems: 20 }),
  },
  { additionalProperties: false },
);
export type DecideRequest = Static<typeof DecideRequest>;

export const SiteMessage = Type.Object({
  decisionId: Type.String({ description: 'Belongs into properties.decisionId of Message Opened, Message Clicked and Message Dismissed' }),
  campaign: Type.String(),
  placement: Type.String(),
  message: Type.Record(Type.String(), Type.Unknown()),
  decidedAt: Instant,
  until: Instant,
});
export type SiteMessage = Static<typeof SiteMessage>;
export const DecideAnswer = Type.Object({
  messages: Type.Array(SiteMessage, { description: 'Newest first; empty for who is not known' }),
  asOf: Instant,
});
export type DecideAnswer = Static<typeof DecideAnswer>;
