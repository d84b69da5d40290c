import type { DryRun } from '../collect/files/dry-run.js';
import type { ImportItem } from '../collect/mapping/import-item.js';
import { numberText, table, visible } from './table.js';

/** Characters of an item that people are shown. */
const WIDEST = 160;

/** What an import would do, for people. */
export function dryRunText(file: string, run: DryRun): string {
  const read = `${numberText(run.rows)} ${run.complete ? 'rows' : 'rows read, more follow'}`;
  const counts = `${numberText(run.accepted)} items would be taken in, ${numberText(run.quarantined)} put aside`;
  const parts = [`${file}: ${read}: ${counts}. Nothing was sent.`];
  if (run.events.length > 0) {
    parts.push(
      table(run.events, [
        { title: 'EVENT', value: ({ event }) => event },
        { title: 'COUNT', value: ({ count }) => count, right: true },
      ]),
    );
  }
  if (run.preview.length > 0) parts.push(['The first of them:', ...run.preview.map((item) => `  ${itemText(item)}`)].join('\n'));
  for (const { reason, count, examples } of run.putAside) {
    const lines = examples.map(({ row, field, detail }) => `  ${visible(saidRow(row, field, detail))}`);
    parts.push([`${reason}: ${numberText(count)}`, ...lines].join('\n'));
  }
  return parts.join('\n\n');
}

function saidRow(row: number | null, field: string | null, detail: string): string {
  const begins = row === null || detail.startsWith('row') ? '' : `row ${row}: `;
  return `${begins}${field === null ? '' : `${field}: `}${detail}`;
}

function itemText({ type, event, timestamp, userId, anonymousId, properties, traits, context }: ImportItem): string {
  const owner = userId !== undefined ? `userId:${userId}` : anonymousId !== undefined ? `anonymousId:${anonymousId}` : '';
  const said = JSON.stringify({ ...properties, ...traits, ...(context && { context }) });
  const text = [timestamp ?? '', event ?? type, owner, said].filter((part) => part !== '').join('  ');
  return visible(text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text);
}
