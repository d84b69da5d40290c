import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { askFeatures, type FeaturesAnswer, type FeaturesAsked } from './ask-features.js';
import { askHelp, type HelpAnswer, type HelpAsked } from './ask-help.js';
import { askSearches, type SearchesAnswer, type SearchesAsked } from './ask-searches.js';

/** So many may wait for their turn. */
const MOST_WAITING = 8;

/** Questions for product and service, worked out from history when they are asked: one at a time, since each looks at everything. */
export class Insights {
  readonly #pipeline: Pipeline;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** What customers search for and do not find. @param signal gives it up @throws CuspError invalid_request, invalid_definition, unknown_segment, overloaded */
  searches(asked: SearchesAsked, signal?: AbortSignal): Promise<SearchesAnswer> {
    return this.#inTurn(() => askSearches(this.#pipeline, asked, signal), signal);
  }

  /** What buyers look for after their purchase. @param signal gives it up @throws CuspError invalid_request, invalid_definition, unknown_segment, overloaded */
  help(asked: HelpAsked, signal?: AbortSignal): Promise<HelpAnswer> {
    return this.#inTurn(() => askHelp(this.#pipeline, asked, signal), signal);
  }

  /** Which features frustrate, or delight. @param signal gives it up @throws CuspError invalid_request, invalid_definition, unknown_segment, unknown_moment, overloaded */
  features(asked: FeaturesAsked, signal?: AbortSignal): Promise<FeaturesAnswer> {
    return this.#inTurn(() => askFeatures(this.#pipeline, asked, signal), signal);
  }

  async #inTurn<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw new CuspError(ERRORS.overloaded, 'other questions of insight are being answered');
    this.#waiting++;
    const before = this.#last;
    const own = before
      .catch(() => undefined)
      .then(() => {
        signal?.throwIfAborted();
        return work();
      });
    this.#last = own;
    try {
      return await own;
    } finally {
      this.#waiting--;
    }
  }
}
