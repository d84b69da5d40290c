import { type Approval, countsAsApproval, stricterApproval } from '../../vocabulary/approval.js';
import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import type { CampaignAct, CampaignState } from '../../vocabulary/campaign-act.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import type { Definitions } from '../definitions.js';

/** Who let a campaign run, pause or stop last, and who approved which of its versions, the first one first. */
interface Record {
  /** The newest of run, pause and stop; undefined: nobody ever said anything, and it runs. */
  last: CampaignAct | undefined;
  readonly approvals: Map<number, CampaignAct[]>;
}

/**
 * What people did with campaigns, folded from the journal's acts, and what follows: whether a campaign may act. A campaign runs as soon as it is
 * published, unless it or the workspace asks for approval; what was said of it (paused, stopped) holds for later versions too.
 */
export class CampaignActs {
  readonly #definitions: Pick<Definitions, 'get' | 'of' | 'campaign'>;
  readonly #acts: CampaignAct[] = [];
  readonly #records = new Map<string | null, Record>();

  constructor(definitions: Pick<Definitions, 'get' | 'of' | 'campaign'>) {
    this.#definitions = definitions;
  }

  /** Folds an act that is on record. */
  fold(act: CampaignAct): void {
    this.#acts.push(act);
    const record = this.#records.get(act.campaign) ?? { last: undefined, approvals: new Map<number, CampaignAct[]>() };
    this.#records.set(act.campaign, record);
    if (act.action !== 'approve') record.last = act;
    else if (act.version !== null) record.approvals.set(act.version, [...(record.approvals.get(act.version) ?? []), act]);
  }

  /**
   * Whether a campaign may act by now. One that is no longer in force is `stopped`; while acting as a whole is paused, one that runs is `paused`.
   * @param version the one whose approval counts: what an approved version decided is still sent while the next one waits for approval.
   * Default: the one in force
   */
  stateOf(campaign: string, version?: number): CampaignState {
    const inForce = this.#definitions.get('campaign', campaign);
    const published = version === undefined ? inForce : this.#definitions.campaign(campaign, version);
    if (inForce === undefined || published === undefined) return 'stopped';
    const said = this.lastOf(campaign)?.action;
    if (said === 'stop') return 'stopped';
    if (this.approvalAsked(published) !== false && this.approvalOf(published) === undefined) return 'awaitingApproval';
    return said === 'pause' || this.isHeld ? 'paused' : 'running';
  }

  /** Whether acting as a whole is paused, whatever the campaign. */
  get isHeld(): boolean {
    return this.lastOf(null)?.action === 'pause';
  }

  /** The newest act that let a campaign (null: all) run, pause or stop; undefined when there was none. */
  lastOf(campaign: string | null): CampaignAct | undefined {
    return this.#records.get(campaign)?.last;
  }

  /** Whose approval a campaign asks for, by itself or because the workspace does. */
  approvalAsked({ definition }: PublishedDefinition<CampaignDefinition>): Approval {
    return stricterApproval(definition.approval, this.#definitions.of('workspace')[0]?.definition.approval);
  }

  /** Who approved a version first, of those whose approval it asks for; undefined when nobody has. */
  approvalOf(published: PublishedDefinition<CampaignDefinition>): CampaignAct | undefined {
    const asked = this.approvalAsked(published);
    const { definition, version, authors = [] } = published;
    const approvals = this.#records.get(definition.name)?.approvals.get(version);
    return approvals?.find(({ personId = null }) => countsAsApproval(asked, personId, authors));
  }

  /** What was done with a campaign (null: with all at once), newest first. */
  of(campaign: string | null): readonly CampaignAct[] {
    return this.#acts.filter((act) => act.campaign === campaign).reverse();
  }

  /** All, for a snapshot, in the order of the journal. */
  all(): readonly CampaignAct[] {
    return this.#acts;
  }
}
