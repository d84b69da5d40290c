import { hash } from 'node:crypto';

/**
 * Whether a customer is mined, or kept for confirming: by a hash of what they are known by, so that the same customer is always on the same
 * side, whatever is asked and when. Half and half.
 */
export function isMined(identifier: string): boolean {
  return Number.parseInt(hash('sha256', `discover\u0000${identifier}`, 'hex').slice(0, 2), 16) < 128;
}

/** Whether a customer is looked at, where no more than a share of them can be: by another hash of what they are known by, so that it is always the same ones. @param share from 0 to 1 */
export function isDrawn(identifier: string, share: number): boolean {
  return share >= 1 || Number.parseInt(hash('sha256', `sample\u0000${identifier}`, 'hex').slice(0, 8), 16) < share * 2 ** 32;
}
