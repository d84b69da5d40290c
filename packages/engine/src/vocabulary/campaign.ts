import type { Approval } from './approval.js';
import type { ChannelSpec } from './channel-spec.js';
import type { ConditionSpec, Named } from './definition.js';
import type { JsonObject } from './json.js';

/** What to send, to whom, on which trigger. */
export interface CampaignDefinition extends Named {
  readonly kind: 'campaign';
  readonly trigger: CampaignTrigger;
  /** Only customers for whom this holds when deciding. */
  readonly audience?: ConditionSpec;
  readonly purpose: string;
  /** A change learned later than this after its instant triggers nothing (`stale`); default 15m. */
  readonly freshFor?: string;
  /** At most `times` sends of this campaign to one customer within `within`. */
  readonly cap?: { readonly times: number; readonly within: string };
  /** The share of customers, 0 to 1, who are kept out so that the effect can be measured. */
  readonly holdout?: number;
  /** What it is to change: whether customers do this within so long after they were acted on, or held out. */
  readonly goal?: { readonly performed: string; readonly within: string };
  /** How it reaches them: either `channel`, or `channels` of which deciding chooses one for each customer. */
  readonly channel?: ChannelSpec;
  readonly channels?: readonly ChannelSpec[];
  /** What the channel is given beside the customer and the cause. Its texts are Liquid templates. */
  readonly message: JsonObject;
  /** A version acts only after somebody has approved that version; default: what the workspace asks for. */
  readonly approval?: Approval;
  /** The higher, the earlier it has its turn among campaigns that compete; default 0. A campaign that states it, or `value`, competes. */
  readonly priority?: number;
  /** What reaching a customer is worth: decides between equal priorities, the higher first; default 0. */
  readonly value?: number;
  /** Nothing is sent in these hours of the customer's day; absent: the workspace's; false: at any hour. */
  readonly quietHours?: QuietHours | false;
  /** Bad timing: while this holds, nobody is contacted, for instance with an open complaint. */
  readonly notWhile?: ConditionSpec;
  /** Other forms of the message, of which deciding chooses one for each customer; `message` is for whom none fits. */
  readonly variants?: readonly MessageVariant[];
  /** The language of those variants that are for customers whose own has none. */
  readonly language?: string;
  /** What may be offered, of which deciding chooses one for each customer: nothing is sent when none is left. */
  readonly offers?: readonly Offer[];
  /** How much may be spent in all: so many sends, or an amount at so much a send. */
  readonly budget?: Budget;
  /** What is chosen by the customer's own habits. */
  readonly choose?: ByHabit;
  /** What is sent later to whom the message was, until they reach the goal. */
  readonly followUps?: readonly FollowUpSpec[];
}

/** What sets a campaign off: entering a segment, a moment, or what gives everybody in a segment their turn: times, or a surge of the many. */
export type CampaignTrigger = { readonly entered: string } | { readonly moment: string } | TurnsTrigger;

/** What gives everybody in a segment their turn at once. */
export type TurnsTrigger = { readonly schedule: CampaignSchedule } | { readonly surge: CampaignSurge };

export function givesTurns(trigger: CampaignTrigger): trigger is TurnsTrigger {
  return 'schedule' in trigger || 'surge' in trigger;
}

/** The segment of which everybody has their turn. */
export function segmentOfTurns(trigger: TurnsTrigger): string {
  return 'schedule' in trigger ? trigger.schedule.segment : trigger.surge.segment;
}

/** A surge at which everybody who is in a segment by then is decided about. */
export interface CampaignSurge {
  /** The definition of kind surge. */
  readonly name: string;
  /** Only of this direction; absent: of either. */
  readonly direction?: 'rise' | 'fall';
  readonly segment: string;
}

/** When everybody who is in a segment by then is decided about. */
export interface CampaignSchedule {
  /** Five fields of cron: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** A zone of the IANA database; default UTC. */
  readonly timeZone?: string;
  readonly segment: string;
}

/** Hours of a customer's day, `HH:MM`, from `from` up to but without `until`; they may go over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

/** At most so many within any window of so long. */
export interface Cap {
  readonly times: number;
  readonly within: string;
}

/** A form of the message: for whom, and with what weight it is drawn among those that fit equally. */
export interface MessageVariant {
  readonly name: string;
  readonly when?: ConditionSpec;
  /** A language tag such as `de` or `pt-BR`: only for customers of that language. */
  readonly language?: string;
  /** Drawn by lot among the others that fit, in proportion to their weights; where none has a weight, the first is taken. */
  readonly weight?: number;
  readonly message: JsonObject;
}

/** Something to be offered: for whom, how much of it there is, and what templates may say of it. */
export interface Offer {
  readonly name: string;
  readonly when?: ConditionSpec;
  /** How many there are; absent: without end. One is reserved when decided, and given back when the send ends unsent. */
  readonly stock?: number;
  readonly weight?: number;
  readonly values?: JsonObject;
}

export type Budget = { readonly sends: number } | { readonly amount: number; readonly costPerSend: number };

/** What the customer's own metrics choose; where they say nothing, the campaign's order and the present hour are taken. */
export interface ByHabit {
  /** `preferred`: the channel of their metric `preferred_channel`, if the campaign has it; default `first`, in the campaign's order. */
  readonly channel?: 'first' | 'preferred';
  /** `preferred`: at the hour of their metric `preferred_hour`, if that begins within `within` (default 1d). */
  readonly hour?: 'preferred';
  readonly within?: string;
}

/** A later message to whom the one before was sent. */
export interface FollowUpSpec {
  /** How long after the one before. */
  readonly after: string;
  readonly message: JsonObject;
  /** It is not sent when this holds by then. Reaching the goal ends it always. */
  readonly unless?: ConditionSpec;
}

/** A condition of a campaign, with the place at which it stands. */
export interface PlacedCondition {
  readonly pointer: string;
  readonly condition: ConditionSpec;
}

/** Every condition that a campaign states. */
export function conditionsOf(campaign: CampaignDefinition): readonly PlacedCondition[] {
  const placed = (pointer: string, condition: ConditionSpec | undefined): PlacedCondition[] =>
    condition === undefined ? [] : [{ pointer, condition }];
  return [
    ...placed('/audience', campaign.audience),
    ...placed('/notWhile', campaign.notWhile),
    ...(campaign.variants ?? []).flatMap(({ when }, index) => placed(`/variants/${index}/when`, when)),
    ...(campaign.offers ?? []).flatMap(({ when }, index) => placed(`/offers/${index}/when`, when)),
    ...(campaign.followUps ?? []).flatMap(({ unless }, index) => placed(`/followUps/${index}/unless`, unless)),
  ];
}
