import type * as answers from './answers.js';
import type { Clock } from './runtime/clock.js';
import type { CleanedItem } from './vocabulary/cleaned-item.js';
import type { Identifier } from './vocabulary/identifier.js';
import type { Instant } from './vocabulary/instant.js';
import type { JsonObject } from './vocabulary/json.js';
import type { Outcome } from './vocabulary/outcome.js';

export type { CleanedItem } from './vocabulary/cleaned-item.js';

/** Everything that a running engine can be asked and told. */
export interface Engine {
  readonly clock: Clock;

  /**
   * Takes cleaned items of one source in. Resolves with one outcome per item, in order, once all of them are on disk and folded.
   * @throws CuspError journal_unavailable: then none of the items was taken in.
   */
  accept(source: string, items: readonly CleanedItem[]): Promise<readonly Outcome[]>;
  /** Books items that were answered 4xx or 5xx and never taken in. */
  recordRefused(source: string, items: number): void;

  customer(identifier: Identifier, at?: Instant): answers.CustomerAnswer | undefined;
  /** Customers whose identifiers start with `search` (all when absent). */
  customers(
    request: answers.PageRequest & { readonly search?: string },
  ): answers.Page<answers.CustomerSummary> & { readonly total: number };
  timeline(identifier: Identifier, request: answers.PageRequest): answers.Page<answers.TimelineAnswerItem> | undefined;
  identityLinks(identifier: Identifier): { readonly customerId: string; readonly links: readonly answers.IdentityLink[] } | undefined;

  segments(at?: Instant): readonly answers.SegmentAnswer[];
  segment(name: string, at?: Instant): answers.SegmentAnswer | undefined;
  members(
    name: string,
    request: answers.PageRequest & { readonly at?: Instant },
  ): (answers.Page<answers.Member> & { readonly asOf: Instant }) | undefined;
  /** @throws CuspError unknown_segment or unknown_customer. */
  explain(segment: string, identifier: Identifier, at?: Instant): answers.SegmentExplanation;
  /** @throws CuspError invalid_definition with its problems. */
  preview(definition: JsonObject, now?: Instant): Promise<answers.PreviewAnswer>;
  plan(definitions: readonly JsonObject[], removed?: readonly { kind: string; name: string }[]): Promise<readonly answers.PlannedChange[]>;
  /** Publishes what differs from the live versions; resolves when back-filled and live. */
  publish(
    definitions: readonly JsonObject[],
    options: { readonly by: string; readonly reason?: string; readonly removed?: readonly { kind: string; name: string }[] },
  ): Promise<readonly answers.PlannedChange[]>;
  /** JSON Schema of the definition files. */
  definitionSchema(): JsonObject;

  moments(
    request: answers.PageRequest & { readonly name?: string; readonly identifier?: Identifier; readonly since?: Instant },
  ): answers.Page<answers.MomentAnswer>;
  decisions(
    request: answers.PageRequest & { readonly campaign?: string; readonly identifier?: Identifier; readonly since?: Instant },
  ): answers.Page<answers.DecisionAnswer>;

  sources(): readonly answers.SourceAnswer[];
  quarantine(
    request: answers.PageRequest & { readonly source?: string; readonly reason?: string },
  ): Promise<answers.Page<answers.QuarantineAnswer>>;
  /** Sends quarantined items through cleaning again; each is replayed at most once successfully. */
  replayQuarantine(ids: readonly string[]): Promise<readonly { readonly id: string; readonly outcome: Outcome }[]>;

  sql(query: string, params: JsonObject): Promise<answers.SqlAnswer>;
  /** What happens from `after` (exclusive; default: from now on), until the consumer stops. */
  follow(types: readonly answers.Happening['type'][], after: string | undefined, signal: AbortSignal): AsyncIterable<answers.Happening>;

  /** @throws CuspError unknown_customer. */
  erase(identifier: Identifier): Promise<{ readonly requestId: string; readonly status: 'running' | 'done' }>;
  erasure(requestId: string): { readonly requestId: string; readonly status: 'running' | 'done' } | undefined;

  /** Resolves when everything acknowledged so far is folded and in the warehouse. */
  flush(): Promise<void>;
  overview(): answers.OverviewAnswer;
  /** Rebuilds a projection from the journal. @returns how many rows differed before. */
  rebuild(what: 'warehouse' | 'state'): Promise<{ readonly rows: number; readonly differing: number }>;
  close(): Promise<void>;
}
