import type { ChannelSpec } from './channel-spec.js';
import type { ConditionSpec, Named } from './definition.js';
import type { JsonObject } from './json.js';

/** What to send, to whom, on which trigger. */
export interface CampaignDefinition extends Named {
  readonly kind: 'campaign';
  /** What sets it off: entering a segment, or a moment. */
  readonly trigger: { readonly entered: string } | { readonly moment: string };
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
  /** What the channel is given beside the customer and the cause. */
  readonly message: JsonObject;
  /** A version acts only after somebody has approved that version; default false. */
  readonly approval?: boolean;
}
