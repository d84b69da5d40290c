import type { Instant } from '../vocabulary/instant.js';
import { USUAL_PURPOSE } from '../vocabulary/purpose.js';
import type { Memory } from './memory.js';

/** Whether a customer's data may be used at an instant. */
export type Permission = (customer: number, at: Instant) => boolean;

/**
 * Whose data may be used for a purpose, by what is known of their choices as of an instant: what is asked before anything is counted, mined or
 * written out for it. Everybody's where nobody defined the purpose.
 * @param purpose default: what definitions serve that name none
 */
export function permissionFor(memory: Memory, purpose: string = USUAL_PURPOSE): Permission {
  if (memory.definitions.get('purpose', purpose) === undefined) return () => true;
  const condition = { permits: purpose };
  return (customer, at) => memory.holds(condition, customer, at);
}
