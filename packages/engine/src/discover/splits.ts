import { hash } from 'node:crypto';

/**
 * Whether a customer is mined, or kept for confirming: by a hash of what they are known by, so that the same customer is always on the same
 * side, whatever is asked and when. Half and half.
 */
export function isMined(identifier: string): boolean {
  return Number.parseInt(hash('sha256', `discover\u0000${identifier}`, 'hex').slice(0, 2), 16) < 128;
}
