import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../vocabulary/instant.js';

/** What a link to the preference page stands for. */
export interface PreferenceLink {
  /** Whose page it opens, as `type:value`. */
  readonly identifier: string;
  /** From then on it opens nothing. */
  readonly expires: Instant;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const LONGEST = 4_000;

/**
 * Makes and reads the tokens of links to the preference page: encrypted and authenticated (AES-256-GCM), so that nobody else can make one,
 * and what stands in a mail or a proxy's log names nobody. The keys follow from the installation's secret.
 */
export class PreferenceTokens {
  readonly #key: Buffer;
  readonly #formKey: Buffer;

  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('links to the preference page').digest();
    this.#formKey = createHmac('sha256', secret).update('forms of the preference page').digest();
  }

  seal({ identifier, expires }: PreferenceLink): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const said = Buffer.concat([cipher.update(JSON.stringify([identifier, expires]), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, said, cipher.getAuthTag()]).toString('base64url');
  }

  /** @returns undefined for what was not made here, or has expired. */
  open(token: string, now: Instant): PreferenceLink | undefined {
    if (token.length > LONGEST || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    // Base64 has several ways to write the same bytes when its last character is not used up: one link has one text.
    if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const said = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
      const [identifier, expires] = JSON.parse(said) as readonly [string, Instant];
      return now < expires ? { identifier, expires } : undefined;
    } catch {
      // Whatever does not decrypt was made by somebody else, or damaged on its way: both are no link.
      return undefined;
    }
  }

  /** What a form of the page must bring back, so that only the page itself can send it. */
  formToken(token: string): string {
    return createHmac('sha256', this.#formKey).update(token).digest('base64url');
  }

  /** Whether a form brought back what the page gave it. */
  isOfForm(token: string, given: string): boolean {
    const [wanted, brought] = [Buffer.from(this.formToken(token)), Buffer.from(given)];
    return wanted.length === brought.length && timingSafeEqual(wanted, brought);
  }
}
