import type { MetricDefinition } from '../../vocabulary/definition.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type Instant, parseInstant } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import type { TwinDefinitions } from '../twin/ground.js';
import { isLength } from '../twin/lengths.js';
import { TWIN_METRICS, twinMetric } from '../twin/metric.js';
import { TWIN_OPERATORS, valueOfPath } from '../twin/operators.js';
import { valueAt } from '../twin/reading.js';
import { twinTimeline } from '../twin/timeline.js';

/** What happened in a world, as far as definitions can be fitted to it. */
export interface Seen {
  /** Each person's events. */
  readonly histories: readonly (readonly CustomerEvent[])[];
  readonly nows: readonly Instant[];
  readonly definitions: TwinDefinitions;
}

/** So often an operand becomes one that meets what happened. */
const FITTED = 0.7;
const NAMES_AN_EVENT: readonly string[] = ['performed', 'without', ...TWIN_METRICS];

/**
 * Conditions, metrics or patterns with many of their operands taken from the values that they will meet, so that comparisons are often
 * made with an equal one, and texts often hold what is looked for.
 */
export function fitted<T>(spec: T, seen: Seen, random: Random): T {
  return new Fitting(seen, random).spec(spec as Json) as T;
}

class Fitting {
  readonly #seen: Seen;
  readonly #random: Random;
  readonly #events: readonly CustomerEvent[];

  constructor(seen: Seen, random: Random) {
    this.#seen = seen;
    this.#random = random;
    this.#events = seen.histories.flatMap((history) => twinTimeline(history, Math.max(...seen.nows)));
  }

  spec(spec: Json): Json {
    if (Array.isArray(spec)) return spec.map((part) => this.spec(part));
    if (!isJsonObject(spec)) return spec;
    const { metric, trait, score } = spec;
    if (typeof metric === 'string') return { metric, ...this.#metricTest(metric, without(spec, 'metric')) };
    if (typeof trait === 'string') return { trait, ...this.#operators(without(spec, 'trait'), this.#traits(trait)) };
    if (typeof score === 'string') return { score, ...this.#operators(without(spec, 'score'), this.#scores(score)) };
    const event = NAMES_AN_EVENT.map((key) => ownValue(spec, key)).find((name) => typeof name === 'string');
    return Object.fromEntries(
      Object.entries(spec).map(([key, part]) => [
        key,
        key === 'where' && event !== undefined && isJsonObject(part) ? this.#where(part, event) : this.spec(part),
      ]),
    );
  }

  #where(where: JsonObject, name: string): JsonObject {
    const events = this.#events.filter(({ event, type }) => event === name && type !== 'identify');
    return Object.fromEntries(
      Object.entries(where).map(([path, test]) => [
        path,
        this.#test(
          test,
          events.map((event) => valueOfPath(event, path)),
        ),
      ]),
    );
  }

  #traits(name: string): readonly (Json | undefined)[] {
    return this.#events.filter(({ type }) => type === 'identify').map(({ traits }) => valueAt(traits, name.split('.')));
  }

  #scores(name: string): readonly (Json | undefined)[] {
    return this.#events.filter(({ properties }) => properties.score === name).map(({ properties }) => properties.value);
  }

  /** A time compares with durations: those that are whole seconds can be written. */
  #metricTest(name: string, test: JsonObject): JsonObject {
    const { histories, nows, definitions } = this.#seen;
    const { value } = definitions.metrics.get(name) as MetricDefinition;
    const ground = { definitions, links: [] };
    const values = histories.flatMap((events) => nows.map((now) => twinMetric(value, events, now, ground)));
    if (!isLength(value)) return this.#operators(test, values);
    const whole = values.filter((length): length is number => typeof length === 'number' && length > 0 && length % 1_000 === 0);
    return this.#operators(
      test,
      whole.map((length) => `${length / 1_000}s`),
      inTime,
    );
  }

  #test(test: Json, values: readonly (Json | undefined)[]): Json {
    if (isJsonObject(test)) return this.#operators(test, values);
    return this.#operators({ is: test }, values).is ?? test;
  }

  #operators(test: JsonObject, values: readonly (Json | undefined)[], order: (left: Json, right: Json) => number = inOrder): JsonObject {
    const present = values.filter((value): value is Json => value !== undefined && value !== null);
    return Object.fromEntries(
      Object.entries(test).map(([operator, operand]) => {
        if (isJsonObject(operand)) return [operator, this.#items(operand, present)];
        const fits = TWIN_OPERATORS.includes(operator) && this.#random.chance(FITTED);
        return [operator, (fits ? this.#operand(operator, operand, present, order) : undefined) ?? operand];
      }),
    );
  }

  /** A `where` over the items of arrays. */
  #items(where: JsonObject, arrays: readonly Json[]): JsonObject {
    const items = arrays.flatMap((array) => (Array.isArray(array) ? array : []));
    return Object.fromEntries(
      Object.entries(where).map(([path, test]) => [
        path,
        this.#test(
          test,
          items.map((item) => valueAt(item, path.split('.'))),
        ),
      ]),
    );
  }

  /** An operand that one of the values meets or just does not; undefined when none of them can be one. */
  #operand(operator: string, operand: Json, values: readonly Json[], order: (left: Json, right: Json) => number): Json | undefined {
    const any = <V extends Json>(found: readonly V[]): V | undefined => (found.length === 0 ? undefined : this.#random.pick(found));
    const texts = values.filter((value) => typeof value === 'string');
    const ordered = values.filter((value) => typeof value === 'string' || typeof value === 'number');
    switch (operator) {
      case 'is':
      case 'isNot':
        return any([...ordered, ...values.filter((value) => typeof value === 'boolean')]);
      case 'in':
      case 'notIn': {
        const member = any(ordered);
        return member === undefined || !Array.isArray(operand) ? undefined : [...operand.slice(1), member];
      }
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
        return any(ordered);
      case 'between': {
        const end = any(ordered);
        const other = any(ordered.filter((value) => typeof value === typeof end));
        return end === undefined || other === undefined ? undefined : [end, other].sort(order);
      }
      case 'contains':
        return any([
          ...values.flatMap((value) => (Array.isArray(value) ? value.filter(isWritable) : [])),
          ...texts.map((text) => this.#part(text)),
        ]);
      case 'startsWith':
        return any(texts.map((text) => this.#part(text, this.#random.chance(0.5) ? 'start' : undefined)));
      case 'endsWith':
        return any(texts.map((text) => this.#part(text, this.#random.chance(0.5) ? 'end' : undefined)));
      case 'before':
      case 'after':
        return any(texts.filter((text) => parseInstant(text) !== undefined));
      default:
        return undefined;
    }
  }

  /** Some characters of a text, from its start, up to its end, or from anywhere. */
  #part(text: string, where?: 'start' | 'end'): string {
    const characters = [...text];
    const from = where === 'start' ? 0 : this.#random.integer(0, Math.max(characters.length - 1, 0));
    const to = where === 'end' ? characters.length : this.#random.integer(from + 1, Math.max(characters.length, from + 1));
    return characters.slice(from, to).join('');
  }
}

function without(spec: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = spec;
  return rest;
}

function isWritable(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function inOrder(left: Json, right: Json): number {
  return typeof left === 'number' && typeof right === 'number' ? left - right : compareUtf8(String(left), String(right));
}

/** Durations in seconds. */
function inTime(left: Json, right: Json): number {
  return Number.parseInt(String(left), 10) - Number.parseInt(String(right), 10);
}
