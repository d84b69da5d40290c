import type { IdentityLinks } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { identityTexts as texts } from '../texts/identity-en.js';
import { Badge } from './badge.js';
import { identityAddress } from './identity-act.js';
import { When } from './when.js';

interface Props {
  readonly customerKey: string;
  /** The customer's own identifiers. */
  readonly own: readonly string[];
  readonly links: IdentityLinks['links'];
}

/** What events say of a customer and another that makes them no one customer, each with its reason. */
export function IdentityRefused({ customerKey, own, links }: Props) {
  if (links.length === 0) return <p className="dim">{texts.nothingRefused}</p>;
  return (
    <>
      <p className="dim identity-lead">{texts.refusedLead}</p>
      <ul className="cards">
        {links.map((link) => {
          const other = link.identifiers.find((identifier) => !own.includes(identifier));
          return (
            <li key={`${link.identifiers.join(' ')} ${link.evidence}`} className="card">
              <div className="line">
                <Badge tone="bad">{texts.refused}</Badge>
                <span className="line-main break">
                  {link.identifiers.map((identifier, index) => (
                    <span key={identifier}>
                      {index > 0 && ' ↔ '}
                      {identifier === other ? (
                        <Link to="/customers/$key" params={{ key: identifier }} search={{ show: 'identity' }}>
                          {identifier}
                        </Link>
                      ) : (
                        identifier
                      )}
                    </span>
                  ))}
                </span>
                {other !== undefined && (
                  <Link
                    to="/customers/$key"
                    params={{ key: customerKey }}
                    search={identityAddress({ act: 'merge', with: other })}
                    className="button button-small"
                    replace
                  >
                    {texts.mergeAllTheSame}
                  </Link>
                )}
              </div>
              <p className="identity-reason">{link.refused}</p>
              <p className="card-note dim break">
                {link.evidence}
                {link.at !== null && (
                  <>
                    {' · '}
                    <When at={link.at} />
                  </>
                )}
                {link.messageId !== null && ` · ${texts.message} ${link.messageId}`}
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
