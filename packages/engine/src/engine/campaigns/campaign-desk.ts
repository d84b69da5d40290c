import { randomUUID } from 'node:crypto';
import type { CampaignAnswer, CampaignDetail } from '../../campaign-life-answers.js';
import { appendValue } from '../../journal/entries.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { PersonId } from '../../vocabulary/access.js';
import { countsAsApproval } from '../../vocabulary/approval.js';
import type { CampaignAct, CampaignAction, CampaignState } from '../../vocabulary/campaign-act.js';
import { type CampaignDefinition, givesTurns } from '../../vocabulary/campaign.js';
import type { PublishedDefinition } from '../../vocabulary/definition.js';
import { turnTimesOf } from './turn-times.js';
import { type CampaignFigures, CampaignTallies } from './campaign-tallies.js';

/** What somebody asks for. */
export interface CampaignRequest {
  /** The campaign's name; null: all of them. */
  readonly campaign: string | null;
  readonly action: CampaignAction;
  /** The version that whoever acts has seen; an approval must name it. */
  readonly version?: number;
  readonly by: string;
  /** Who that is; null, or absent: nobody who is signed in as themselves. */
  readonly personId?: PersonId | null;
  readonly reason: string;
}

export interface CampaignDeskInput {
  readonly pipeline: Pipeline;
  /** Lets what waits to be sent be asked again now: a campaign that was stopped sends nothing of it. */
  readonly askAgain: (campaign: string) => void;
}

type Published = PublishedDefinition<CampaignDefinition>;

/** Campaigns as people see them: what they do, and what was done with them. */
export class CampaignDesk {
  readonly #pipeline: Pipeline;
  readonly #askAgain: CampaignDeskInput['askAgain'];
  readonly #tallies: CampaignTallies;

  constructor({ pipeline, askAgain }: CampaignDeskInput) {
    this.#pipeline = pipeline;
    this.#askAgain = askAgain;
    this.#tallies = new CampaignTallies(pipeline);
  }

  /** Every campaign in force, by name. @param signal gives it up @throws the signal's reason */
  async list(signal?: AbortSignal): Promise<readonly CampaignAnswer[]> {
    await this.#tallies.catchUp(signal);
    return this.#pipeline.definitions
      .of('campaign')
      .map((published) => this.#answer(published))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** One campaign, with what it did day by day and what was done with it. @throws CuspError not_found; the signal's reason */
  async get(name: string, signal?: AbortSignal): Promise<CampaignDetail> {
    const published = this.#find(name);
    await this.#tallies.catchUp(signal);
    const { funnel, days } = this.#tallies.of(name);
    const acts = [...this.#pipeline.campaignActs.of(name), ...this.#pipeline.campaignActs.of(null)];
    return {
      ...this.#answer(published),
      definition: published.definition,
      funnel,
      days,
      schedule: this.#scheduleOf(published.definition),
      acts: acts.toSorted((left, right) => right.at - left.at),
    };
  }

  /** Whether a campaign may act. */
  stateOf(name: string): CampaignState {
    return this.#pipeline.campaignActs.stateOf(name);
  }

  /** Whether an approval of the version in force by somebody would count; false where none is asked for. @throws CuspError not_found */
  mayApprove(name: string, personId: PersonId | null): boolean {
    const published = this.#find(name);
    const asked = this.#pipeline.campaignActs.approvalAsked(published);
    return asked !== false && countsAsApproval(asked, personId, published.authors ?? []);
  }

  /** Whether acting as a whole is paused, and by whom; null while it is not. */
  held(): CampaignAct | null {
    const { campaignActs } = this.#pipeline;
    return campaignActs.isHeld ? (campaignActs.lastOf(null) ?? null) : null;
  }

  /**
   * Does what somebody asks for, once it is on disk. Asked again for what holds already, it writes nothing: requests may be sent again.
   * @returns the act; null when nothing was to be changed
   * @throws CuspError not_found, invalid_request, campaign_changed when another version is in force than was seen, needs_another_person, journal_unavailable
   */
  async act(request: CampaignRequest): Promise<CampaignAct | null> {
    const { pipeline } = this;
    const { campaign, action, version, by, personId = null, reason } = request;
    return pipeline.whenStill(async () => {
      if (!this.#changes(request)) return null;
      const approved = action === 'approve' ? (version ?? null) : null;
      const act = { actId: randomUUID(), campaign, action, version: approved, by, personId, reason, at: pipeline.clock.now() };
      appendValue(pipeline.journal, 'campaignAct', act);
      await pipeline.journal.commit();
      pipeline.campaignActs.fold(act);
      if (campaign !== null && action === 'stop') this.#askAgain(campaign);
      return act;
    });
  }

  get pipeline(): Pipeline {
    return this.#pipeline;
  }

  #changes({ campaign, action, version, personId = null }: CampaignRequest): boolean {
    const { campaignActs } = this.#pipeline;
    if (campaign === null) {
      if (action !== 'run' && action !== 'pause') throw new CuspError(ERRORS.invalidRequest, 'all campaigns can be paused or run, no more');
      return campaignActs.isHeld === (action === 'run');
    }
    const published = this.#find(campaign);
    if (version !== undefined && version !== published.version)
      throw new CuspError(ERRORS.campaignChanged, `version ${published.version} of ${campaign} is in force, not ${version}`);
    if (action !== 'approve') return (campaignActs.lastOf(campaign)?.action ?? 'run') !== action;
    if (version === undefined) throw new CuspError(ERRORS.invalidRequest, 'an approval names the version that was looked at');
    return this.#needsApproval(published, personId);
  }

  /** Whether an approval changes anything. @throws CuspError invalid_request, needs_another_person */
  #needsApproval(published: Published, personId: PersonId | null): boolean {
    const { campaignActs } = this.#pipeline;
    const asked = campaignActs.approvalAsked(published);
    if (asked === false) throw new CuspError(ERRORS.invalidRequest, `${published.definition.name} asks for no approval`);
    if (campaignActs.approvalOf(published) !== undefined) return false;
    if (countsAsApproval(asked, personId, published.authors ?? [])) return true;
    const why = personId === null ? 'whoever asks is not signed in as themselves' : 'you published it or saved its draft';
    throw new CuspError(ERRORS.needsAnotherPerson, `version ${published.version} of ${published.definition.name}: ${why}`);
  }

  #scheduleOf({ name, trigger }: CampaignDefinition): CampaignDetail['schedule'] {
    if (!givesTurns(trigger)) return null;
    const { clock, campaignRuns, surges } = this.#pipeline;
    return { nextAt: turnTimesOf(trigger, surges).after(clock.now()) ?? null, runs: campaignRuns.of(name) };
  }

  #find(name: string): Published {
    const published = this.#pipeline.definitions.get('campaign', name);
    if (published === undefined) throw new CuspError(ERRORS.notFound, `there is no campaign "${name.slice(0, 200)}"`);
    return published;
  }

  #answer(published: Published): CampaignAnswer {
    const { definition, version, publishedAt } = published;
    const { campaignActs } = this.#pipeline;
    const { name, title, purpose, trigger, goal, holdout } = definition;
    const last = campaignActs.lastOf(name);
    const asked = campaignActs.approvalAsked(published);
    const approved = campaignActs.approvalOf(published);
    const { sends, refusals, deliveries, lastDecidedAt }: CampaignFigures = this.#tallies.of(name);
    return {
      name,
      title: title ?? null,
      version,
      publishedAt,
      state: campaignActs.stateOf(name),
      held: campaignActs.isHeld,
      said: last ?? null,
      approval:
        asked === false ? null : { fourEyes: asked === 'fourEyes', approvedBy: approved?.by ?? null, approvedAt: approved?.at ?? null },
      trigger,
      purpose,
      goal: goal ?? null,
      holdout: holdout ?? 0,
      sends,
      refusals,
      deliveries,
      lastDecidedAt,
    };
  }
}
