import { type Static, Type } from 'typebox';
import { FunnelItem } from './campaign-life-contract.js';

/** Campaigns tried out: POST /api/v1/campaigns/preview and /api/v1/campaigns/dry-runs. */

const Instant = Type.String({ format: 'date-time' });
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Reasons = Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() }), { description: 'Most frequent first' });

/** Which campaign is tried out: exactly one of the three. */
const which = {
  campaign: Type.Optional(Type.String({ maxLength: 200, description: 'One in force, by name' })),
  draft: Type.Optional(Type.String({ maxLength: 200, description: 'A draft, by name' })),
  definition: Type.Optional(AnyObject),
};

export const CampaignPreviewRequest = Type.Object(
  {
    ...which,
    customers: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 100,
        description: 'These (type:id) instead of those whom the trigger reaches now',
      }),
    ),
  },
  { additionalProperties: false },
);
export type CampaignPreviewRequest = Static<typeof CampaignPreviewRequest>;

/** A decision that would be taken. */
export const TriedDecisionItem = Type.Object({
  customerId: Type.String(),
  identifier: Type.String(),
  outcome: Type.Union([Type.Literal('send'), Type.Literal('refused')]),
  reason: Type.Union([Type.String(), Type.Null()]),
  checks: Type.Array(Type.Object({ check: Type.String(), passed: Type.Boolean(), detail: Type.String(), saw: AnyObject })),
  message: Type.Union([AnyObject, Type.Null()], { description: 'What they would get; null when nothing' }),
  channel: Type.Union([Type.String(), Type.Null()]),
  sendAt: Type.Union([Instant, Type.Null()]),
  variant: Type.Union([Type.String(), Type.Null()]),
  offer: Type.Union([Type.String(), Type.Null()]),
});
export type TriedDecisionItem = Static<typeof TriedDecisionItem>;

export const CampaignPreviewResult = Type.Object({
  campaign: Type.String(),
  asOf: Instant,
  whom: Type.Union([Type.Literal('segment'), Type.Literal('moment'), Type.Literal('named')], {
    description: 'Members of the segment that sets it off, those whose moment is warm, or those who were named',
  }),
  candidates: Type.Integer(),
  asked: Type.Integer({ description: 'Of so many of them it was asked: of all, or of some that are evenly spread among them' }),
  sends: Type.Integer(),
  refusals: Reasons,
  funnel: Type.Array(FunnelItem, { description: 'The checks in the order of asking' }),
  sample: Type.Array(TriedDecisionItem, { description: 'A few who would get it, and a few for each reason who would not' }),
  tookMs: Type.Number(),
});
export type CampaignPreviewResult = Static<typeof CampaignPreviewResult>;

export const DryRunBody = Type.Object(
  { ...which, days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, description: 'How far back; default 30' })) },
  { additionalProperties: false },
);
export type DryRunBody = Static<typeof DryRunBody>;

export const DryRunResult = Type.Object({
  campaign: Type.String(),
  since: Instant,
  until: Instant,
  occurrences: Type.Integer({ description: 'How often it would have been set off' }),
  leftOut: Type.Integer({ description: 'Of these, the oldest, when there are too many' }),
  sends: Type.Integer(),
  customers: Type.Integer({ description: 'Different customers who would have been sent something' }),
  heldOut: Type.Integer(),
  refusals: Reasons,
  funnel: Type.Array(FunnelItem),
  days: Type.Array(Type.Object({ day: Instant, sends: Type.Integer(), refused: Reasons }), { description: 'Every day (UTC)' }),
  busiestHour: Type.Union([Type.Object({ at: Instant, sends: Type.Integer() }), Type.Null()]),
  most: Type.Array(Type.Object({ customerId: Type.String(), identifier: Type.String(), sends: Type.Integer() })),
  anyway: Type.Union(
    [Type.Object({ performed: Type.String(), within: Type.String(), customers: Type.Integer(), withGoal: Type.Integer() }), Type.Null()],
    { description: 'Of those it would have reached and whose time is over: how many did what it aims at without it; null without a goal' },
  ),
  approximations: Type.Array(Type.String(), { description: 'What is not as it would have been' }),
});
export type DryRunResult = Static<typeof DryRunResult>;

export const DryRunProgress = Type.Object({
  dryRunId: Type.String(),
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
  share: Type.Number({ description: 'How much of the work is done, 0 to 1' }),
  result: Type.Union([DryRunResult, Type.Null()]),
  failure: Type.Union([
    Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String(), remedy: Type.String() }),
    Type.Null(),
  ]),
});
export type DryRunProgress = Static<typeof DryRunProgress>;
