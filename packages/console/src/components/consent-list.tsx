import type { Consent } from '@cusp/engine/contract';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Badge, type Tone } from './badge.js';
import { When } from './when.js';

const TONES: Record<Consent['state'], Tone> = { granted: 'good', denied: 'bad', unknown: 'plain' };

/** What the customer said, purpose by purpose. */
export function ConsentList({ consents }: { consents: readonly Consent[] }) {
  if (consents.length === 0) return <p className="dim">{texts.customer.noConsents}</p>;
  return (
    <ul className="plain-list">
      {consents.map((consent) => (
        <li key={consent.purpose} className="line">
          <span className="line-main">
            {plainName(consent.purpose)}
            {consent.since !== null && (
              <span className="dim line-note">
                {texts.customer.since} <When at={consent.since} />
              </span>
            )}
          </span>
          <Badge tone={TONES[consent.state]}>{texts.consent[consent.state] ?? consent.state}</Badge>
        </li>
      ))}
    </ul>
  );
}
