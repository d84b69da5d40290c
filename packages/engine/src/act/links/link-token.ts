import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** What a link in a message is for. */
export type LinkAim = { readonly kind: 'unsubscribe' } | { readonly kind: 'open' } | { readonly kind: 'click'; readonly url: string };

/** What a link stands for: an aim, and the decision by which the message was sent. */
export interface Link {
  readonly aim: LinkAim;
  readonly decisionId: string;
  readonly campaign: string;
  readonly purpose: string;
  readonly channel: string;
  /** Whom the message was for, as `type:value`. */
  readonly identifier: string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** A link's address is at most so long; longer ones nobody made. */
const LONGEST_TOKEN = 8_000;

/**
 * Makes and reads the tokens of links. They are encrypted and authenticated (AES-256-GCM): nobody else can make one, and what stands in a
 * mail, a proxy's log or a browser's history names nobody. The key follows from the installation's secret; tokens hold for as long as it does.
 */
export class LinkTokens {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('links in messages').digest();
  }

  seal({ aim, decisionId, campaign, purpose, channel, identifier }: Link): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const said = JSON.stringify([aim.kind, decisionId, campaign, purpose, channel, identifier, ...(aim.kind === 'click' ? [aim.url] : [])]);
    return Buffer.concat([iv, cipher.update(said, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @returns undefined for what this installation has not made. */
  open(token: string): Link | undefined {
    if (token.length > LONGEST_TOKEN || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const said = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
      return linkOf(JSON.parse(said) as readonly string[]);
    } catch {
      // Whatever does not decrypt was made by somebody else, or damaged on its way: both are no link.
      return undefined;
    }
  }
}

function linkOf([kind, decisionId = '', campaign = '', purpose = '', channel = '', identifier = '', url]: readonly string[]):
  | Link
  | undefined {
  const rest = { decisionId, campaign, purpose, channel, identifier };
  if (kind === 'click' && url !== undefined) return { aim: { kind, url }, ...rest };
  return kind === 'unsubscribe' || kind === 'open' ? { aim: { kind }, ...rest } : undefined;
}
