import { useQuery } from '@tanstack/react-query';
import { identityQuery } from '../api/queries.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Empty } from './empty.js';
import { When } from './when.js';

/** Which identifiers are one customer, and what says so. */
export function CustomerIdentity({ customerKey }: { customerKey: string }) {
  const identity = useQuery(identityQuery(customerKey));
  return (
    <Answer of={identity}>
      {(data) => {
        if (data.links.length === 0) return <Empty title={texts.customer.noLinks} />;
        return (
          <ul className="cards">
            {data.links.map((link) => (
              <li key={`${link.identifiers.join(' ')} ${link.messageId ?? ''}`} className="card">
                <div className="line">
                  <Badge tone={link.refused === null ? 'good' : 'bad'}>
                    {link.refused === null ? texts.customer.linked : texts.customer.refusedLink}
                  </Badge>
                  <span className="line-main break">{link.identifiers.join(' ↔ ')}</span>
                  <span className="line-end dim">
                    <When at={link.at} />
                  </span>
                </div>
                <p className="card-note">
                  {link.evidence}
                  {link.refused !== null && ` · ${plainName(link.refused)}`}
                  {link.messageId !== null && (
                    <span className="dim break">
                      {' '}
                      · {texts.customer.messageId} {link.messageId}
                    </span>
                  )}
                </p>
              </li>
            ))}
          </ul>
        );
      }}
    </Answer>
  );
}
