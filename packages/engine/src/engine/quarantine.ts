import type * as answers from '../answers.js';
import { entryValue } from '../journal/entries.js';
import type { Offset } from '../journal/journal.js';
import type { Pipeline } from '../pipeline.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { NO_ROW } from '../timeline/event-rows.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import { primaryIdentifier } from '../vocabulary/event.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { Outcome } from '../vocabulary/outcome.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';

export interface QuarantineInput {
  readonly pipeline: Pipeline;
  /** Sends an item through the rules once more; `newMessageId` names it when it brought no id. */
  readonly cleanAgain: (item: QuarantinedItem, newMessageId: () => string) => CleanedItem;
}

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 500;

/** What was put aside: listed, and sent through again. */
export class Quarantine {
  readonly #input: QuarantineInput;

  constructor(input: QuarantineInput) {
    this.#input = input;
  }

  /** Items, newest first. */
  list({
    cursor,
    limit,
    source,
    reason,
  }: answers.PageRequest & { readonly source?: string; readonly reason?: string }): answers.Page<answers.QuarantineAnswer> {
    const size = Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), LARGEST_LIMIT);
    const items: answers.QuarantineAnswer[] = [];
    let last: Offset | undefined;
    for (const { offset } of this.#input.pipeline.acts.newestFirst(
      ['quarantined'],
      cursor === undefined ? undefined : this.#offsetOf(cursor),
    )) {
      // An item stands in the index once for each identifier that it seems to carry.
      if (offset === last) continue;
      const item = entryValue(this.#input.pipeline.journal.entryAt(offset), 'quarantined');
      if ((source !== undefined && item.source !== source) || (reason !== undefined && item.reason !== reason)) continue;
      if (items.length === size) return { items, nextCursor: String(last) };
      items.push({ ...item, id: String(offset), replayed: this.#isReplayed(item, offset) });
      last = offset;
    }
    return { items, nextCursor: null };
  }

  /** Sends items through again. One that has become an event before is a duplicate: nothing is replayed twice. @throws CuspError not_found */
  async replay(ids: readonly string[]): Promise<readonly { readonly id: string; readonly outcome: Outcome }[]> {
    const answers: { readonly id: string; readonly outcome: Outcome }[] = [];
    for (const id of ids) {
      const item = this.#itemAt(id);
      const cleaned = this.#clean(item, this.#offsetOf(id));
      if (cleaned.kind === 'quarantined') answers.push({ id, outcome: stillAside(cleaned.item) });
      else {
        const [outcome] = await this.#input.pipeline.take(item.source, [cleaned]);
        answers.push({ id, outcome: outcome as Outcome });
      }
    }
    return answers;
  }

  #itemAt(id: string): QuarantinedItem {
    const { acts, journal } = this.#input.pipeline;
    const offset = this.#offsetOf(id);
    for (const act of acts.newestFirst(['quarantined'], offset + 1)) {
      if (act.offset === offset) return entryValue(journal.entryAt(offset), 'quarantined');
      if (act.offset < offset) break;
    }
    throw new CuspError(ERRORS.notFound, `no quarantined item ${id}`);
  }

  #isReplayed(item: QuarantinedItem, offset: Offset): boolean {
    const { timelines } = this.#input.pipeline;
    const cleaned = this.#clean(item, offset);
    if (cleaned.kind === 'quarantined') return false;
    const identifier = timelines.identifiers.find(formatIdentifier(primaryIdentifier(cleaned.event)));
    return identifier !== undefined && timelines.find(identifier, cleaned.event.messageId) !== NO_ROW;
  }

  /** An item without an id gets one from its place in the journal, the same each time. */
  #clean(item: QuarantinedItem, offset: Offset): CleanedItem {
    return this.#input.cleanAgain(item, () => `quarantine-${offset}`);
  }

  #offsetOf(id: string): Offset {
    const offset = Number(id);
    if (!/^\d{1,16}$/.test(id) || !Number.isSafeInteger(offset)) throw new CuspError(ERRORS.notFound, `no quarantined item ${id}`);
    return offset;
  }
}

function stillAside({ messageId, reason, field, detail }: QuarantinedItem): Outcome {
  return { status: 'quarantined', messageId, reason, field, detail };
}
