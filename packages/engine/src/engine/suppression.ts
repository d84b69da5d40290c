import type { Consent } from '../vocabulary/consent.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { ownValue } from '../vocabulary/json.js';
import { MAIL_RESPONSE_EVENTS, RESPONSE_EVENTS } from '../vocabulary/response.js';
import type { ProfileAt } from './profile-at.js';

type Kind = 'signed off' | 'complained' | 'bounced';

/** Events by which a channel is not to be used any more; with the channel that they are about where they do not say one. */
const SUPPRESSING: readonly (readonly [event: string, kind: Kind, channel?: string])[] = [
  [RESPONSE_EVENTS.unsubscribed, 'signed off'],
  [RESPONSE_EVENTS.complained, 'complained'],
  [RESPONSE_EVENTS.bounced, 'bounced'],
  [MAIL_RESPONSE_EVENTS.unsubscribed, 'signed off', 'email'],
  [MAIL_RESPONSE_EVENTS.complained, 'complained', 'email'],
  [MAIL_RESPONSE_EVENTS.bounced, 'bounced', 'email'],
];

/**
 * Why a channel must not be used for a customer, in words; null when nothing speaks against it. Who signed off and later granted the purpose is
 * reached again, and so is who has another address since a mail came back. Who complained is left alone for ever.
 */
export function suppression(profile: ProfileAt, channel: string, consent: Consent): string | null {
  for (const [name, kind, usual] of SUPPRESSING) {
    for (const event of profile.events(name)) {
      if (!isAbout(event, channel, usual) || isLifted(event, kind, profile, consent)) continue;
      return `${kind} (${name})`;
    }
  }
  return null;
}

function isAbout({ properties }: CustomerEvent, channel: string, usual: string | undefined): boolean {
  const named = ownValue(properties, 'channel') ?? usual;
  return named === undefined || named === null || named === channel;
}

function isLifted({ timestamp, properties }: CustomerEvent, kind: Kind, profile: ProfileAt, { state, since }: Consent): boolean {
  if (kind === 'complained') return false;
  if (kind === 'signed off') return state === 'granted' && since !== null && since > timestamp;
  // A full mailbox is full for a while; and what came back from an address says nothing of another.
  if ((ownValue(properties, 'bounceType') ?? 'permanent') !== 'permanent') return true;
  const bounced = ownValue(properties, 'address') ?? ownValue(properties, 'email');
  const address = profile.mailAddress();
  return typeof bounced === 'string' && address !== null && bounced.toLowerCase() !== address.toLowerCase();
}
