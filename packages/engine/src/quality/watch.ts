import { parsePath, type Path, valueAt } from '../timeline/path.js';
import type { AlertKind } from '../vocabulary/alert.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { parseDuration } from '../vocabulary/instant.js';
import type { Json } from '../vocabulary/json.js';
import type { AlertThresholds, QualityWatch } from '../vocabulary/source.js';
import type { ExtraField } from './shape.js';

/** By whose values fields are watched when nobody says: the first of these that an event carries. */
const COUNTRIES = ['properties.country', 'traits.country', 'traits.address.country', 'context.location.country'];
const FALSE_ALERTS_A_MONTH = 0.05;

/** What is watched about a source, ready for use. */
export interface Watch {
  /** The fields that somebody has chosen; undefined to watch those that come most often. */
  readonly fields: ReadonlySet<string> | undefined;
  readonly extra: readonly ExtraField[];
  readonly by: string;
  /** What an event says at the path of `by`; undefined when nothing that groups. */
  readonly groupOf: (event: CustomerEvent) => string | undefined;
  readonly silent: boolean;
  readonly falseAlertsPerMonth: number;
  /** False for kinds that raise no alert. */
  readonly raises: (kind: AlertKind) => boolean;
  readonly threshold: <K extends AlertKind>(kind: K) => AlertThresholds[K] | undefined;
  /** Milliseconds of a threshold that is a duration. */
  readonly longest: (kind: 'freshness' | 'silence') => number | undefined;
}

/** Makes a watch of what a source's definition says. */
export function watchOf(quality: QualityWatch | undefined): Watch {
  const paths = (quality?.by === undefined ? COUNTRIES : [quality.by]).flatMap((text) => parsePath(text) ?? []);
  const alerts = quality?.alerts;
  const thresholds = thresholdsOf(alerts);
  const threshold = <K extends AlertKind>(kind: K): AlertThresholds[K] | undefined => thresholds[kind];
  return {
    fields: quality?.fields === undefined ? undefined : new Set(quality.fields),
    extra: (quality?.fields ?? []).flatMap((text) => extraField(text)),
    by: quality?.by ?? (COUNTRIES[0] as string),
    groupOf: (event) => groupOf(event, paths),
    silent: quality?.silent ?? false,
    falseAlertsPerMonth: quality?.falseAlertsPerMonth ?? FALSE_ALERTS_A_MONTH,
    raises: (kind) => alerts?.[kind] !== false,
    threshold,
    longest: (kind) => {
      const text = kind === 'freshness' ? threshold('freshness')?.most : threshold('silence')?.after;
      return text === undefined ? undefined : parseDuration(text);
    },
  };
}

function thresholdsOf(alerts: QualityWatch['alerts']): Partial<AlertThresholds> {
  const { volume, completeness, validity, duplicates, freshness, drift, distribution, silence } = alerts ?? {};
  return {
    ...(volume && { volume }),
    ...(completeness && { completeness }),
    ...(validity && { validity }),
    ...(duplicates && { duplicates }),
    ...(freshness && { freshness }),
    ...(drift && { drift }),
    ...(distribution && { distribution }),
    ...(silence && { silence }),
  };
}

function groupOf(event: CustomerEvent, paths: readonly Path[]): string | undefined {
  for (const path of paths) {
    const value = valueAt(event, path);
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  }
  return undefined;
}

/** Properties, traits and userId are counted for every source. */
function extraField(text: string): ExtraField[] {
  if (text === 'anonymousId' || text === 'groupId') return [{ path: text, read: (event) => event[text] }];
  const path = text.startsWith('context.') ? parsePath(text) : undefined;
  return path === undefined ? [] : [{ path: text, read: (event): Json | undefined => valueAt(event, path) }];
}
