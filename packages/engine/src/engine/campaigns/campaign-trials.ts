import type { CampaignPreview, DryRun, DryRunRequest, TrialOf } from '../../campaign-trial-answers.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import type { CampaignDefinition } from '../../vocabulary/campaign.js';
import { formatIdentifier, type Identifier } from '../../vocabulary/identifier.js';
import { LongQuestions, type QuestionProgress } from '../long-questions.js';
import type { Publisher } from '../publisher.js';
import { dryRun } from './dry-run.js';
import { previewCampaign } from './preview-campaign.js';

/** How far back a dry run may look. */
const MOST_DAYS = 90;
/** How many customers a preview may be asked for by name. */
const MOST_NAMED = 100;

export interface CampaignTrialsInput {
  readonly pipeline: Pipeline;
  readonly publisher: Pick<Publisher, 'check'>;
  readonly find: (identifier: Identifier) => number | undefined;
  readonly onFault: (error: unknown) => void;
}

/** Campaigns tried out before they act: now, and over what has been. */
export class CampaignTrials {
  readonly #input: CampaignTrialsInput;
  readonly #dryRuns: LongQuestions<DryRunRequest, DryRun>;

  constructor(input: CampaignTrialsInput) {
    this.#input = input;
    const { pipeline, onFault } = input;
    this.#dryRuns = new LongQuestions({
      prefix: 'dry',
      answer: ({ of, days }, work) => dryRun(pipeline, this.#definitionOf(of), days, work),
      onFault,
    });
  }

  /**
   * Who would get what now, and who would not, and why.
   * @param named these customers, whether or not they are in the trigger's segment
   * @throws CuspError not_found, invalid_definition, invalid_request, unknown_customer, unknown_segment, unknown_moment; the signal's reason
   */
  preview(of: TrialOf, named?: readonly Identifier[], signal?: AbortSignal): Promise<CampaignPreview> {
    const definition = this.#definitionOf(of);
    if (named !== undefined && named.length > MOST_NAMED)
      throw new CuspError(ERRORS.invalidRequest, `${named.length} customers are named: ${MOST_NAMED} at most`);
    const customers = named?.map((identifier) => this.#customerOf(identifier));
    return previewCampaign(this.#input.pipeline, definition, customers && [...new Set(customers)], signal);
  }

  /** Begins to go through what has been. @throws CuspError not_found, invalid_definition, invalid_request, questions_waiting */
  beginDryRun(request: DryRunRequest): QuestionProgress<DryRun> {
    if (!Number.isSafeInteger(request.days) || request.days < 1 || request.days > MOST_DAYS)
      throw new CuspError(ERRORS.invalidRequest, `a dry run looks back over 1 to ${MOST_DAYS} days`);
    this.#definitionOf(request.of);
    return this.#dryRuns.begin(request);
  }

  /** How far a dry run is. @throws CuspError not_found */
  dryRun(id: string): QuestionProgress<DryRun> {
    return this.#dryRuns.get(id);
  }

  /** Resolves when a dry run is over. @throws CuspError not_found */
  whenOver(id: string): Promise<QuestionProgress<DryRun>> {
    return this.#dryRuns.whenOver(id);
  }

  /** Gives a dry run up. @throws CuspError not_found */
  stopDryRun(id: string): Promise<QuestionProgress<DryRun>> {
    return this.#dryRuns.stop(id);
  }

  /** Gives up what is running, and begins no more. */
  close(): Promise<void> {
    return this.#dryRuns.close();
  }

  #definitionOf(of: TrialOf): CampaignDefinition {
    const { pipeline, publisher } = this.#input;
    if ('definition' in of) {
      const [checked] = publisher.check([{ name: 'preview', kind: 'campaign', ...of.definition }], []);
      if (checked?.definition.kind === 'campaign') return checked.definition;
      throw new CuspError(ERRORS.invalidRequest, 'the definition is of no campaign');
    }
    const found =
      'draft' in of
        ? pipeline.drafts.get({ kind: 'campaign', name: of.draft })?.definition
        : pipeline.definitions.get('campaign', of.campaign)?.definition;
    if (found?.kind === 'campaign') return found;
    const name = ('draft' in of ? of.draft : of.campaign).slice(0, 200);
    if ('draft' in of) throw new CuspError(ERRORS.unknownDraft, `campaign ${name}`);
    throw new CuspError(ERRORS.notFound, `there is no campaign "${name}"`);
  }

  #customerOf(identifier: Identifier): number {
    const customer = this.#input.find(identifier);
    if (customer === undefined) throw new CuspError(ERRORS.unknownCustomer, formatIdentifier(identifier));
    return customer;
  }
}
