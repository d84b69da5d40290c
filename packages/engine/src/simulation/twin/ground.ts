import type { MetricDefinition, MomentDefinition, SegmentDefinition } from '../../vocabulary/definition.js';
import type { PurposeDefinition } from '../../vocabulary/purpose.js';
import type { TwinLink } from './links.js';

/** What conditions may rest on beside a customer's events: the other definitions by name, and the workspace's time zone. */
export interface TwinDefinitions {
  readonly segments: ReadonlyMap<string, SegmentDefinition>;
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
  readonly moments: ReadonlyMap<string, MomentDefinition>;
  readonly purposes: ReadonlyMap<string, PurposeDefinition>;
  /** The workspace's time zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** The same, with what joined the identifiers of the customer who is looked at. */
export interface TwinGround {
  readonly definitions: TwinDefinitions;
  readonly links: readonly TwinLink[];
}

/** Definitions by name; the time zone is that of the one `workspace` among them, else UTC. Those of other kinds are left out. */
export function twinDefinitions(definitions: readonly object[]): TwinDefinitions {
  const workspace = definitions.find((definition) => 'kind' in definition && definition.kind === 'workspace');
  const timeZone = workspace !== undefined && 'timeZone' in workspace ? String(workspace.timeZone) : 'UTC';
  const ofKind = <D extends { readonly kind: string; readonly name: string }>(kind: D['kind']): ReadonlyMap<string, D> =>
    new Map(
      (definitions as readonly D[]).filter((definition) => definition.kind === kind).map((definition) => [definition.name, definition]),
    );
  const purposes = ofKind<PurposeDefinition>('purpose');
  return { segments: ofKind('segment'), metrics: ofKind('metric'), moments: ofKind('moment'), purposes, timeZone };
}

/** A customer of one identifier, and conditions that rest on nothing else. */
export const BARE_GROUND: TwinGround = { definitions: twinDefinitions([]), links: [] };
