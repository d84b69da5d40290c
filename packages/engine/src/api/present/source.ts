import type { OverviewAnswer, Page, QuarantineAnswer, RepairAnswer, SourceAnswer } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { WriteKey } from '../../runtime/vault.js';
import type { WayInStatus } from '../../vocabulary/source.js';
import type { KeyList, Overview, SourceKey, QuarantinedItem, QuarantineList, RepairResult, ReplayResult, SourceList } from '../contract.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import { instantOrNull } from './instants.js';

export function presentSources(sources: readonly SourceAnswer[]): SourceList {
  return {
    sources: sources.map(({ name, definition, accounting, lastReceivedAt, status, marked }) => ({
      name,
      title: definition?.title ?? null,
      wayIn: Object.keys(definition?.from ?? {})[0] ?? 'http',
      defined: definition !== null,
      trackingPlan: definition?.trackingPlan ?? null,
      accounting: { ...accounting },
      lastReceivedAt: instantOrNull(lastReceivedAt),
      status: status === null ? null : presentStatus(status),
      marked: { ...marked },
    })),
  };
}

function presentStatus({ state, lastSuccessAt, failure, progress }: WayInStatus): NonNullable<SourceList['sources'][number]['status']> {
  return {
    state,
    lastSuccessAt: instantOrNull(lastSuccessAt),
    failure: failure === null ? null : { ...failure, at: formatInstant(failure.at) },
    progress,
  };
}

/** Write keys that were issued, after those that were given from outside. */
export function presentKeys(
  given: readonly { readonly source: string; readonly writeKey: string }[],
  issued: readonly WriteKey[],
): KeyList {
  return { keys: [...given.map((key) => ({ ...key, id: null, createdAt: null })), ...issued.map(presentKey)] };
}

/** One write key that was issued. */
export function presentKey({ id, source, key, createdAt }: WriteKey): SourceKey {
  return { id, source, writeKey: key, createdAt: formatInstant(createdAt) };
}

export function presentQuarantine({ items, nextCursor }: Page<QuarantineAnswer>): QuarantineList {
  return { items: items.map(presentQuarantined), nextCursor };
}

export function presentQuarantined({ id, source, receivedAt, reason, field, detail, raw, state }: QuarantineAnswer): QuarantinedItem {
  return { id, source, receivedAt: formatInstant(receivedAt), reason, field, detail, raw, replayed: state !== 'waiting', state };
}

export function presentRepair({ repairId, matching, results, nextCursor }: RepairAnswer): RepairResult {
  return {
    repairId,
    matching,
    results: results.map(({ id, outcome, repaired }) => {
      const aside = outcome.status === 'quarantined' ? outcome : undefined;
      return {
        id,
        status: outcome.status,
        reason: aside?.reason ?? null,
        field: aside?.field ?? null,
        detail: aside?.detail ?? null,
        raw: repaired?.raw ?? null,
        changes: repaired === null ? [] : [...repaired.changes],
      };
    }),
    nextCursor,
  };
}

export function presentReplay(replayed: readonly { readonly id: string; readonly outcome: Outcome }[]): ReplayResult {
  const results = replayed.map(({ id, outcome }) => {
    const { status } = outcome;
    if (status === 'quarantined') return { id, status, reason: outcome.reason, detail: outcome.detail };
    const conflicting = status === 'duplicate' && outcome.conflicting;
    return { id, status, reason: conflicting ? 'conflicting_duplicate' : null, detail: null };
  });
  return { results };
}

export function presentOverview(answer: OverviewAnswer): Overview {
  const { actingHeld: held } = answer;
  return {
    ...answer,
    now: formatInstant(answer.now),
    startedAt: formatInstant(answer.startedAt),
    actingHeld: held && { ...held, at: formatInstant(held.at) },
  };
}
