import type { IdentityDecision } from '@cusp/engine/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { oppositeOf } from '../api/identity-decisions.js';
import { identityLogQuery } from '../api/identity-queries.js';
import { identityTexts } from '../texts/identity-en.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Empty } from './empty.js';
import { IdentityForm } from './identity-form.js';
import { LoadMore } from './load-more.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const texts = identityPageTexts.log;

/** Every decision on record on who is one customer, newest first, and how to take it back. */
export function IdentityLog() {
  const log = useInfiniteQuery(identityLogQuery);
  return (
    <Panel title={texts.title}>
      <Answer of={log} lines={8}>
        {({ pages }) => {
          const decisions = pages.flatMap((page) => page.decisions);
          if (decisions.length === 0) return <Empty title={texts.none}>{texts.noneText}</Empty>;
          return (
            <>
              <p className="dim identity-lead">{texts.lead}</p>
              <ul className="cards">
                {decisions.map((decision) => (
                  <OnRecord key={decision.decisionId} decision={decision} />
                ))}
              </ul>
            </>
          );
        }}
      </Answer>
      <LoadMore list={log} />
    </Panel>
  );
}

function OnRecord({ decision }: { decision: IdentityDecision }) {
  const { action, identifiers, by, reason, at } = decision;
  const [isBegun, setBegun] = useState(false);
  return (
    <li className="card">
      <div className="line">
        <Badge tone={action === 'merge' ? 'good' : action === 'unblock' ? 'plain' : 'bad'}>{identityTexts.decided[action]}</Badge>
        <span className="line-main break">
          {identifiers.map((identifier, index) => (
            <span key={identifier}>
              {index > 0 && ' ↔ '}
              <Link to="/customers/$key" params={{ key: identifier }} search={{ show: 'identity' }}>
                {identifier}
              </Link>
            </span>
          ))}
        </span>
        <button
          type="button"
          className="button button-small"
          aria-expanded={isBegun}
          aria-label={texts.takeBackLabel(identityTexts.decided[action], identityTexts.pair(identifiers))}
          onClick={() => setBegun(!isBegun)}
        >
          {identityTexts.takeBack}
        </button>
      </div>
      <p className="card-note">
        {reason}
        <span className="dim">
          {' · '}
          {identityTexts.by(by)}, <When at={at} />
        </span>
      </p>
      {isBegun && (
        <IdentityForm choices={[{ name: identityTexts.takenBack[action], asked: oppositeOf(decision) }]} onEnd={() => setBegun(false)} />
      )}
    </li>
  );
}
