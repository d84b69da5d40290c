import type { OverviewAnswer, Page, QuarantineAnswer, SourceAnswer } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Overview, QuarantineList, ReplayResult, SourceList } from '../contract.js';
import type { Outcome } from '../../vocabulary/outcome.js';
import { instantOrNull } from './instants.js';

export function presentSources(sources: readonly SourceAnswer[]): SourceList {
  return {
    sources: sources.map(({ name, accounting, lastReceivedAt }) => ({
      name,
      accounting: { ...accounting },
      lastReceivedAt: instantOrNull(lastReceivedAt),
    })),
  };
}

export function presentQuarantine(page: Page<QuarantineAnswer>): QuarantineList {
  const items = page.items.map(({ id, source, receivedAt, reason, field, detail, raw, replayed }) => ({
    id,
    source,
    receivedAt: formatInstant(receivedAt),
    reason,
    field,
    detail,
    raw,
    replayed,
  }));
  return { items, nextCursor: page.nextCursor };
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
  return { ...answer, now: formatInstant(answer.now), startedAt: formatInstant(answer.startedAt) };
}
