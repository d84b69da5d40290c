import { TCString } from '@iabtcf/core';

/** What a TC string (Transparency and Consent Framework 2) says. */
export interface TcfConsents {
  /** The purposes that are consented to. */
  readonly purposes: ReadonlySet<number>;
}

/** A TC string is at most so long; longer ones are not read. */
const LONGEST = 20_000;
/** Since the end of February 2026 new strings must have the segment of disclosed vendors (TCF 2.3). */
const DISCLOSED_VENDORS_SINCE = Date.UTC(2026, 2, 1);
const DISCLOSED_VENDORS = 1;
/** A segment's kind is its first three bits: those of its first character. */
const KIND_SHIFT = 3;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Reads a TC string. Undefined for one that cannot be read, or that is new and lacks the segment of disclosed vendors. */
export function readTcf(text: string): TcfConsents | undefined {
  if (text.length > LONGEST || !/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(text)) return undefined;
  try {
    const model = TCString.decode(text);
    if (Number(model.version) !== 2) return undefined;
    if (model.created.getTime() >= DISCLOSED_VENDORS_SINCE && !hasDisclosedVendors(text)) return undefined;
    const purposes = new Set<number>();
    model.purposeConsents.forEach((has, purpose) => {
      if (has) purposes.add(purpose);
    });
    return { purposes };
  } catch {
    // Whatever the decoder does not take is no TC string: it says nothing, which is no consent.
    return undefined;
  }
}

function hasDisclosedVendors(text: string): boolean {
  const [, ...segments] = text.split('.');
  return segments.some((segment) => BASE64URL.indexOf(segment.charAt(0)) >> KIND_SHIFT === DISCLOSED_VENDORS);
}
