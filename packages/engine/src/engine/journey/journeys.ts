import type { Pipeline } from '../../pipeline.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { LongQuestions } from '../long-questions.js';
import { type JourneysAnswer, type JourneysRequest, knownSteps, runJourneys } from './run-journeys.js';

/** With at most so many events an answer is waited for. */
const AT_ONCE = 200_000;

/** Journeys that were asked for, one after the other. */
export class JourneyQuestions extends LongQuestions<JourneysRequest, JourneysAnswer> {
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline, onFault: (error: unknown) => void) {
    super({ prefix: 'jou', answer: (request, work) => runJourneys(pipeline, request, work), onFault });
    this.#pipeline = pipeline;
  }

  /** What journeys may begin and end with: events that were performed, and moments, by name. */
  steps(): readonly string[] {
    return knownSteps(this.#pipeline).toSorted(compareUtf8);
  }

  /** Whether there is so little to look through that an answer can be waited for. */
  get areQuick(): boolean {
    return this.#pipeline.timelines.events <= AT_ONCE;
  }
}
