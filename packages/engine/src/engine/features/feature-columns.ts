import type { FeatureCell, FeatureColumn, FeaturesRequest } from '../../answers.js';
import type { Pipeline } from '../../pipeline.js';
import { givesNumber } from '../../profile/metrics/gives-number.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { Timeline } from '../../timeline/timeline.js';
import type { Instant } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import { Questions } from '../questions.js';

/** A state that features are read off: the living one, or what was known at an instant. */
export class FeatureGround {
  readonly pipeline: Pipeline;
  readonly #questions: Questions;
  readonly #timeline: Timeline;

  constructor(pipeline: Pipeline) {
    this.pipeline = pipeline;
    this.#timeline = new Timeline(pipeline.timelines);
    this.#questions = new Questions({
      pipeline,
      deliveryOf: () => {
        throw new Error('features say nothing of deliveries');
      },
    });
  }

  find(identifier: Parameters<Questions['find']>[0]): number | undefined {
    return this.#questions.find(identifier);
  }

  metric(name: string, customer: number, at: Instant): Json {
    return this.pipeline.metrics.get(name)?.valueFor(this.#timeline.at(customer, at)) ?? null;
  }

  inSegment(name: string, customer: number, at: Instant): boolean | null {
    const segment = this.pipeline.segments.get(name);
    return segment === undefined ? null : this.pipeline.segments.holdsAt(segment.compiled, customer, at);
  }

  traits(customer: number, at: Instant): JsonObject {
    return this.#questions.traits(customer, at);
  }
}

/** One feature: how it is called, and what a customer has of it at an instant. */
export interface Feature {
  readonly name: string;
  /** Undefined when it follows from the values that there are. */
  readonly type: FeatureColumn['type'] | undefined;
  valueOf(ground: FeatureGround, customer: number, at: Instant, traits: JsonObject): Json;
}

/**
 * The features that a request asks for, in its order: metrics, then segments, then traits.
 * @throws CuspError unknown_segment; invalid_request for a metric that is none, or two features of one name
 */
export function featuresAsked(pipeline: Pipeline, request: FeaturesRequest): readonly Feature[] {
  const metrics = (request.metrics ?? [...pipeline.metrics.keys()]).map((name) => metricFeature(pipeline, name));
  const segments = request.segments ?? pipeline.segments.all().map(({ definition }) => definition.name);
  const traits = request.traits ?? [];
  const asked = [...metrics, ...segments.map((name) => segmentFeature(pipeline, name)), ...traits.map(traitFeature)];
  const twice = asked.find(({ name }, index) => asked.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw new CuspError(ERRORS.invalidRequest, `two columns would be called ${twice.name}`);
  return asked;
}

function metricFeature(pipeline: Pipeline, name: string): Feature {
  if (!pipeline.metrics.has(name)) throw new CuspError(ERRORS.invalidRequest, `no metric is called ${name}`);
  const value = pipeline.definitions.get('metric', name)?.definition.value;
  const isNumber = value !== undefined && givesNumber(value);
  return { name, type: isNumber ? 'number' : undefined, valueOf: (ground, customer, at) => ground.metric(name, customer, at) };
}

function segmentFeature(pipeline: Pipeline, name: string): Feature {
  if (pipeline.segments.get(name) === undefined) throw new CuspError(ERRORS.unknownSegment, name);
  return { name: `in_${name}`, type: 'boolean', valueOf: (ground, customer, at) => ground.inSegment(name, customer, at) };
}

function traitFeature(name: string): Feature {
  const keys = name.split('.');
  const valueOf: Feature['valueOf'] = (_, __, ___, traits) => {
    let value: Json | undefined = traits;
    for (const key of keys) value = isJsonObject(value) ? ownValue(value, key) : undefined;
    return value ?? null;
  };
  return { name: `trait_${name}`, type: undefined, valueOf };
}

/** The type of a column by the values in it: of one kind, or else text. */
export class TypeSurvey {
  readonly #seen = new Set<string>();

  add(value: Json): void {
    if (value !== null) this.#seen.add(typeof value);
  }

  get type(): FeatureColumn['type'] {
    const [only, ...others] = this.#seen;
    return others.length === 0 && (only === 'number' || only === 'boolean') ? only : 'text';
  }
}

/** A value as a cell of a column. @throws CuspError conflict when events that came meanwhile have brought a value that the column cannot hold */
export function cellOf(value: Json, { name, type }: FeatureColumn): FeatureCell {
  if (value === null) return null;
  if (type === 'text') return typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value === type) return value as number | boolean;
  throw new CuspError(ERRORS.overloaded, `${name} has got a value of another type while the table was read`, { remedy: 'Ask again.' });
}
