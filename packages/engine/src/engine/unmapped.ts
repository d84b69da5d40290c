import type { UnmappedDocument } from '../collect/ways-in/way-in.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/** Characters that quarantine keeps of a document. */
const LONGEST_RAW = 65_536;

/** A row or document that the mapping could make no item of, as quarantine keeps it. */
export function unmapped(row: UnmappedDocument, source: string, receivedAt: Instant): CleanedItem {
  const { messageId, field, detail, raw, userId, anonymousId, externalIds = [] } = row;
  const identifiers = [
    ...(userId === undefined ? [] : [personIdentifier('userId', userId)]),
    ...(anonymousId === undefined ? [] : [personIdentifier('anonymousId', anonymousId)]),
    ...externalIds.map(({ type, id }) => personIdentifier(type, id)),
  ];
  const reason = 'unmappable_row' as const;
  return {
    kind: 'quarantined',
    item: { source, receivedAt, reason, field, detail, raw: raw.slice(0, LONGEST_RAW), messageId, identifiers },
  };
}
