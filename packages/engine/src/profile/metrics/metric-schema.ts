import { type TSchema, Type } from 'typebox';
import { AGGREGATES } from './aggregates.js';
import { COMBINATIONS } from './combinations.js';

/** What the schema of a metric is made of beside its own keys. */
export interface MetricSchemaParts {
  /** A metric of any kind: what combinations are made of. */
  readonly metric: TSchema;
  readonly where: TSchema;
  /** Where a window is, and the time zone of calendar words. */
  readonly window: TSchema;
  readonly timeZone: TSchema;
  /** A path into an event, through the items of arrays too. */
  readonly path: TSchema;
}

const closed = { additionalProperties: false } as const;

/** The JSON Schema of what a metric is computed by: one shape for each aggregate and each combination. */
export function metricValueSchema({ metric, where, window, timeZone, path }: MetricSchemaParts): TSchema {
  const about = { where: Type.Optional(where), within: Type.Optional(window), timeZone: Type.Optional(timeZone) };
  const aggregates = Object.entries(AGGREGATES).map(([key, { takesPath, words }]) => {
    const event = Type.String({ minLength: 1, description: `The event's name: ${words} such events` });
    return Type.Object({ [key]: event, ...(takesPath && { of: path }), ...about }, closed);
  });
  const combinations = Object.entries(COMBINATIONS).map(([key, { parts }]) => {
    const count = parts === undefined ? { minItems: 1 } : { minItems: parts, maxItems: parts };
    return Type.Object({ [key]: Type.Array(metric, { ...count, description: `The ${key} of other metrics` }) }, closed);
  });
  return Type.Union([...aggregates, ...combinations], { description: 'One way to compute a value from the events of a customer' });
}
