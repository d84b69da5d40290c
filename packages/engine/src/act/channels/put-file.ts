import { addressGuard } from '../../runtime/address-guard.js';
import { deadline } from '../../runtime/deadline.js';
import type { Receipt } from './channel.js';
import { post } from './http-post.js';
import { checkedAddresses, failureOf, receiptOf, type SignedPostOptions, webhookUrl } from './signed-post.js';

/** Puts a file to a signed address, once. Never rejects; an abort ends it as failed. */
export type PutFile = (url: string, body: Buffer, mediaType: string, signal: AbortSignal) => Promise<Receipt>;

/** A file takes longer than a message. */
const TIMEOUT = 300_000;

/** Puts files to addresses that were checked, and to no other. What is said of a failure never repeats the address: it holds a signature. */
export function putFile(options: Pick<SignedPostOptions, 'allowPrivateAddresses' | 'resolve' | 'machineTime' | 'timeout'>): PutFile {
  const guard = addressGuard(options.allowPrivateAddresses ?? []);
  return async (text, body, mediaType, stopped) => {
    const url = webhookUrl(text);
    if (url === undefined) return { outcome: 'impossible', detail: 'the address is no http(s) URL, or holds a password' };
    const { signal, clear } = deadline(stopped, options.timeout ?? TIMEOUT);
    try {
      const addresses = await checkedAddresses(url, options, guard, signal);
      if (typeof addresses === 'string') return { outcome: 'impossible', detail: addresses };
      const headers = { 'content-type': mediaType, 'user-agent': 'cusp' };
      return receiptOf(await post({ method: 'PUT', url, addresses, headers, body, signal }), (options.machineTime ?? Date.now)());
    } catch (error) {
      return failureOf(error, signal);
    } finally {
      clear();
    }
  };
}
