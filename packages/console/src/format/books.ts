import type { Books } from '@cusp/engine/contract';

/** Whether every item received is accounted for. */
export function addsUp(books: Books): boolean {
  return books.received === books.accepted + books.duplicate + books.quarantined;
}
