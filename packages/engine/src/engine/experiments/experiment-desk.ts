import type {
  ExperimentAnswer,
  ExperimentPowerAnswer,
  ExperimentPowerRequest,
  ExperimentResultsAnswer,
  ExperimentResultsRequest,
} from '../../experiment-answers.js';
import type { Pipeline } from '../../pipeline.js';
import type { Publication } from '../../vocabulary/definition.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { type Evaluation, Evaluations, experimentsIn, exposureCall } from './evaluation.js';
import { experimentPower } from './experiment-power.js';
import { experimentResults } from './experiment-results.js';
import { Exposures } from './exposures.js';
import { answerOf } from './published-experiment.js';
import { prepareExperiment } from './prepare-experiment.js';

export interface ExperimentDeskInput {
  readonly pipeline: Pipeline;
  /** Takes one tracking call of a source in. */
  readonly take: (source: string, call: JsonObject) => Promise<void>;
  readonly onLive: (follow: (publication: Publication) => void) => void;
}

/** Flags and experiments, as they are asked for from outside. */
export class ExperimentDesk {
  readonly #input: ExperimentDeskInput;
  readonly #exposures: Exposures;
  readonly #evaluations: Evaluations;
  readonly #watchers = new Set<() => void>();

  constructor(input: ExperimentDeskInput) {
    this.#input = input;
    this.#exposures = new Exposures(input.pipeline);
    this.#evaluations = new Evaluations(input.pipeline, this.#exposures);
    input.onLive(({ definitions, removed }) => {
      const concerns = [...definitions.map(({ definition }) => definition), ...removed].some(({ kind }) => kind === 'experiment');
      if (concerns) for (const watcher of this.#watchers) watcher();
    });
  }

  /**
   * What a flag is for whoever has these identifiers; undefined when there is no such flag. Where the experiment says `expose: onEvaluate`
   * that they saw it is on record when this resolves.
   * @param source in whose name the exposure comes
   * @throws CuspError journal_unavailable
   */
  async evaluate(flag: string, identifiers: readonly Identifier[], source: string): Promise<Evaluation | undefined> {
    await this.#exposures.ready();
    const found = this.#evaluations.of(flag, identifiers);
    const [identifier] = identifiers;
    if (found === undefined || found.variant === null || found.exposed || found.reason !== 'SPLIT' || identifier === undefined)
      return found;
    if (this.#input.pipeline.definitions.get('experiment', found.experiment)?.definition.expose !== 'onEvaluate') return found;
    await this.#input.take(source, exposureCall(found, identifier, formatInstant(this.#input.pipeline.clock.now())));
    return { ...found, exposed: true };
  }

  /** What every flag is for them, by key. Nobody has seen anything by that. */
  async evaluateAll(identifiers: readonly Identifier[]): Promise<readonly Evaluation[]> {
    await this.#exposures.ready();
    return this.#evaluations.all(identifiers);
  }

  /** Calls back whenever experiments were published or removed. @returns what ends it */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** The experiments in force, by name. */
  list(): readonly ExperimentAnswer[] {
    const { pipeline } = this.#input;
    return experimentsIn(pipeline)
      .map((published) => answerOf(published, prepareExperiment(pipeline, published.definition)))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** What an experiment shows. @throws CuspError not_found; the signal's reason when it is given up */
  results(request: ExperimentResultsRequest, signal?: AbortSignal): Promise<ExperimentResultsAnswer> {
    return experimentResults(this.#input.pipeline, request, signal);
  }

  /** What an experiment needs. @throws CuspError not_found; the signal's reason when it is given up */
  power(request: ExperimentPowerRequest, signal?: AbortSignal): Promise<ExperimentPowerAnswer> {
    return experimentPower(this.#input.pipeline, request, signal);
  }
}
