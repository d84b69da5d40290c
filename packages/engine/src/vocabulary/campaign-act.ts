import type { PersonId } from './access.js';
import type { Instant } from './instant.js';

/** What somebody can do with a campaign. */
export type CampaignAction = 'run' | 'pause' | 'stop' | 'approve';

/** Whether a campaign acts. `awaitingApproval`: its version in force needs somebody's approval and has none. */
export type CampaignState = 'running' | 'paused' | 'stopped' | 'awaitingApproval';

/** What somebody did with a campaign: an act, journalled once. It names no customer. */
export interface CampaignAct {
  readonly actId: string;
  /** The campaign's name; null: every campaign, as long as acting as a whole is paused. */
  readonly campaign: string | null;
  readonly action: CampaignAction;
  /** Of an approval: the version that was approved, and no other. Null for the rest, which holds for every version. */
  readonly version: number | null;
  readonly by: string;
  /** Who that is; null, or absent in older acts: nobody who was signed in as themselves. */
  readonly personId?: PersonId | null;
  readonly reason: string;
  readonly at: Instant;
}
