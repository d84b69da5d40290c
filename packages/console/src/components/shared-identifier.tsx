import type { IdentityLinks } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { identityQuery } from '../api/queries.js';
import { identityTexts } from '../texts/identity-en.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Badge } from './badge.js';
import { Loading } from './loading.js';
import { PageTitle } from './page-title.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { When } from './when.js';

const texts = identityPageTexts.sharedPage;

/** What has no events of its own and is nobody's alone: with whom it was seen, and why that joins nobody. */
export function SharedIdentifier({ identifier, error, onRetry }: { identifier: string; error: unknown; onRetry: () => void }) {
  const identity = useQuery(identityQuery(identifier));
  if (identity.isPending) return <Loading lines={8} />;
  if (identity.data === undefined || identity.data.links.length === 0) return <ProblemBox error={error} onRetry={onRetry} />;
  return (
    <>
      <PageTitle title={texts.title(identifier)}>{texts.lead}</PageTitle>
      <Panel title={texts.linked}>
        <ul className="cards">
          {identity.data.links.map((link) => (
            <SeenWith key={`${link.identifiers.join(' ')} ${link.evidence}`} link={link} identifier={identifier} />
          ))}
        </ul>
      </Panel>
    </>
  );
}

function SeenWith({ link, identifier }: { link: IdentityLinks['links'][number]; identifier: string }) {
  const other = link.identifiers.find((each) => each !== identifier) ?? identifier;
  return (
    <li className="card">
      <div className="line">
        {link.refused !== null && <Badge tone="bad">{identityTexts.refused}</Badge>}
        <span className="line-main break">
          <Link to="/customers/$key" params={{ key: other }} search={{ show: 'identity' }}>
            {other}
          </Link>
        </span>
        <span className="line-end dim">
          <When at={link.at} />
        </span>
      </div>
      {link.refused !== null && <p className="identity-reason">{link.refused}</p>}
      <p className="card-note dim">{link.evidence}</p>
    </li>
  );
}
