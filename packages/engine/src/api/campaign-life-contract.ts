import { type Static, Type } from 'typebox';

/** What is asked of /api/v1/campaigns, and what is answered: whether campaigns act, what they did, and what was done with them. */

const Instant = Type.String({ format: 'date-time' });
const OrNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);
const AnyObject = Type.Record(Type.String(), Type.Unknown());

const Reasons = Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() }), { description: 'Most frequent first' });

/** What somebody did with a campaign. */
export const CampaignActItem = Type.Object({
  actId: Type.String(),
  campaign: Type.Union([Type.String(), Type.Null()], { description: 'null: all campaigns at once' }),
  action: Type.Union([Type.Literal('run'), Type.Literal('pause'), Type.Literal('stop'), Type.Literal('approve')]),
  version: Type.Union([Type.Integer(), Type.Null()], { description: 'The version that was approved; null for the rest' }),
  by: Type.String(),
  reason: Type.String(),
  at: Instant,
});
export type CampaignActItem = Static<typeof CampaignActItem>;

const Approval = Type.Object({
  fourEyes: Type.Boolean({ description: 'Only by somebody who neither published that version nor saved its draft' }),
  approvedBy: OrNull(Type.String()),
  approvedAt: OrNull(Instant),
});

export const CampaignStateName = Type.Union([
  Type.Literal('running'),
  Type.Literal('paused'),
  Type.Literal('stopped'),
  Type.Literal('awaitingApproval'),
]);

const summary = {
  name: Type.String(),
  title: OrNull(Type.String()),
  version: Type.Integer({ description: 'The version in force' }),
  publishedAt: Instant,
  state: CampaignStateName,
  held: Type.Boolean({ description: 'Acting as a whole is paused' }),
  said: Type.Union([CampaignActItem, Type.Null()], { description: 'Who let it run, pause or stop last; null when nobody did' }),
  approval: Type.Union([Approval, Type.Null()], { description: 'Of the version in force; null when none is asked for' }),
  trigger: AnyObject,
  purpose: Type.String(),
  goal: Type.Union([Type.Object({ performed: Type.String(), within: Type.String() }), Type.Null()]),
  holdout: Type.Number({ description: 'The share that is kept out: 0 to 1' }),
  sends: Type.Integer({ description: 'How often it decided to send, over all of its versions' }),
  refusals: Reasons,
  deliveries: Type.Object({
    pending: Type.Integer(),
    delivered: Type.Integer(),
    dead: Type.Integer(),
    refused: Reasons,
  }),
  lastDecidedAt: OrNull(Instant),
};

/** A campaign in force. */
export const CampaignItem = Type.Object(summary);
export type CampaignItem = Static<typeof CampaignItem>;

/** GET /api/v1/campaigns */
export const CampaignList = Type.Object({
  campaigns: Type.Array(CampaignItem),
  held: Type.Union([CampaignActItem, Type.Null()], { description: 'Who paused acting as a whole; null while it is not paused' }),
});
export type CampaignList = Static<typeof CampaignList>;

/** One check of the order in which they are asked. */
export const FunnelItem = Type.Object({
  check: Type.String(),
  asked: Type.Integer({ description: 'Of how many it was asked' }),
  refused: Reasons,
});
export type FunnelItem = Static<typeof FunnelItem>;

const CampaignScheduleItem = Type.Object({
  nextAt: Type.Union([Instant, Type.Null()], { description: 'null when no time is known: none comes any more, or it acts when it surges' }),
  runs: Type.Array(
    Type.Object({
      at: Instant,
      outcome: Type.String({
        description: 'done; missed: it was too late when the engine came to it; paused, awaitingApproval, stopped: it did not act then',
      }),
      customers: Type.Integer({ description: 'How many were in the segment' }),
      closedAt: Instant,
    }),
    { description: 'The newest times, newest first; at most 20' },
  ),
});

/** GET /api/v1/campaigns/{name} */
export const CampaignPage = Type.Object({
  ...summary,
  definition: AnyObject,
  funnel: Type.Array(FunnelItem, { description: 'The checks in the order of asking' }),
  days: Type.Array(Type.Object({ day: Instant, sends: Type.Integer(), refused: Reasons }), {
    description: 'Days (UTC) with a decision, the first one first; the last 90',
  }),
  schedule: Type.Union([CampaignScheduleItem, Type.Null()], {
    description: 'Of a campaign for everybody in a segment; null for one that is set off by single customers',
  }),
  acts: Type.Array(CampaignActItem, { description: 'Newest first' }),
  mayApprove: Type.Boolean({
    description: 'Whether an approval by whoever asks would count, as far as who they are goes; false where none is asked for',
  }),
});
export type CampaignPage = Static<typeof CampaignPage>;

const Reason = Type.Optional(Type.String({ maxLength: 1000, description: 'Why; kept on record' }));
const By = Type.Optional(Type.String({ description: 'Who does it; default: the header X-Cusp-By' }));

/** POST /api/v1/campaigns/{name}/run, pause, stop, and /api/v1/acting/run, pause */
export const CampaignActRequest = Type.Object({ reason: Reason, by: By }, { additionalProperties: false });
/** POST /api/v1/campaigns/{name}/approve */
export const ApproveRequest = Type.Object(
  { version: Type.Integer({ minimum: 1, description: 'The version that was looked at' }), reason: Reason, by: By },
  { additionalProperties: false },
);

/** What a request about a campaign came to. */
export const CampaignActed = Type.Object({
  act: Type.Union([CampaignActItem, Type.Null()], { description: 'null when it was so already: nothing was written' }),
  state: Type.Union([CampaignStateName, Type.Null()], { description: 'null when it was about all campaigns' }),
});
export type CampaignActed = Static<typeof CampaignActed>;
