import { parseDuration, type Milliseconds } from '../vocabulary/instant.js';
import type { CleaningPolicy, SourceDefinition, WayIn } from '../vocabulary/source.js';

/** A source's policy with every default filled in. */
export interface SettledPolicy {
  readonly normalise: boolean;
  readonly ip: 'keep' | 'truncate' | 'drop';
  readonly keepOriginals: boolean;
  /** ISO 3166 alpha-2, upper case; undefined when the source names none. */
  readonly region: string | undefined;
  readonly money: 'marked' | 'always' | 'never';
  /** How many events of one identifier are a flood; undefined where floods are not watched for. */
  readonly flood: FloodLimit | undefined;
}

/** More events than `events` of one identifier, in an aligned window of this length, in event time. */
export interface FloodLimit {
  readonly events: number;
  readonly within: Milliseconds;
}

const MINUTE: Milliseconds = 60_000;
const DEFAULT_FLOOD: FloodLimit = { events: 600, within: MINUTE };
/** What a person sends by, live. A file or a table may well hold a year of somebody's life under one date. */
const WATCHED_WAYS: ReadonlySet<string> = new Set<WayIn>(['http', 'webhook', 'mqtt']);

/** Fills in what a source does not say. A source that nobody defined has all defaults. */
export function settlePolicy(source: SourceDefinition | undefined): SettledPolicy {
  const policy = source?.clean ?? {};
  return {
    normalise: policy.normalise ?? true,
    ip: policy.ip ?? 'truncate',
    keepOriginals: policy.keepOriginals ?? true,
    region: policy.region?.toUpperCase(),
    money: policy.money ?? 'marked',
    flood: WATCHED_WAYS.has(wayInOf(source)) ? floodLimit(policy.flood) : undefined,
  };
}

function wayInOf(source: SourceDefinition | undefined): string {
  return Object.keys(source?.from ?? {})[0] ?? 'http';
}

function floodLimit(given: CleaningPolicy['flood']): FloodLimit | undefined {
  if (given === false) return undefined;
  if (given === undefined) return DEFAULT_FLOOD;
  return { events: given.events, within: parseDuration(given.within) ?? MINUTE };
}
