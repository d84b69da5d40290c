import type { AlertItem, Overview, QuarantineGroups, SourceList } from '@cusp/engine/contract';
import { addsUp } from './books.js';

/** What is not as it should be. `bad`: something does not work; otherwise it is worth a look. */
export type HealthLine =
  | { readonly kind: 'journal' | 'recovering'; readonly isBad: true }
  | { readonly kind: 'books' | 'failing'; readonly isBad: true; readonly sources: readonly string[] }
  | { readonly kind: 'lag' | 'alerts' | 'quarantine'; readonly isBad: false; readonly count: number };

/** So many entries are on their way to the warehouse at any time. */
const USUAL_LAG = 20_000;

/** What the engine says of itself and of its data; what has not been answered yet says nothing. */
export interface HealthAnswers {
  readonly overview: Overview | undefined;
  readonly sources: SourceList | undefined;
  readonly quarantine: QuarantineGroups | undefined;
  readonly alerts: readonly AlertItem[] | undefined;
}

/** What is not as it should be, the worst first; nothing when all is well. */
export function healthOf({ overview, sources, quarantine, alerts }: HealthAnswers): HealthLine[] {
  const lines: HealthLine[] = [];
  if (overview !== undefined && overview.journalFailed !== null) lines.push({ kind: 'journal', isBad: true });
  const named = (which: (source: SourceList['sources'][number]) => boolean) =>
    (sources?.sources ?? []).filter(which).map(({ name }) => name);
  const unbalanced = named(({ accounting }) => !addsUp(accounting));
  const failing = named(({ status }) => status?.state === 'failing');
  if (unbalanced.length > 0) lines.push({ kind: 'books', isBad: true, sources: unbalanced });
  if (failing.length > 0) lines.push({ kind: 'failing', isBad: true, sources: failing });
  if (overview?.recovering === true) lines.push({ kind: 'recovering', isBad: true });
  const counts = [
    ['alerts', (alerts ?? []).filter(({ open }) => open).length, 0],
    ['quarantine', (quarantine?.groups ?? []).reduce((sum, { waiting }) => sum + waiting, 0), 0],
    ['lag', overview?.warehouseLag ?? 0, USUAL_LAG],
  ] as const;
  for (const [kind, count, usual] of counts) if (count > usual) lines.push({ kind, isBad: false, count });
  return lines;
}
