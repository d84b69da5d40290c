import type { IdentityDecision } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { oppositeOf } from '../api/identity-decisions.js';
import { identityTexts as texts } from '../texts/identity-en.js';
import { Badge } from './badge.js';
import { identityAddress, useIdentityAct } from './identity-act.js';
import { IdentityForm } from './identity-form.js';
import { When } from './when.js';

/** What people decided, and how to take it back. */
export function IdentityDecisionList({ customerKey, decisions }: { customerKey: string; decisions: readonly IdentityDecision[] }) {
  const { begun, end } = useIdentityAct();
  if (decisions.length === 0) return <p className="dim">{texts.noDecisions}</p>;
  return (
    <ul className="cards">
      {decisions.map((decision) => (
        <li key={decision.decisionId} className="card">
          <div className="line">
            <Badge tone={decision.action === 'merge' ? 'good' : 'bad'}>{texts.decided[decision.action]}</Badge>
            <span className="line-main break">{decision.identifiers.join(' ↔ ')}</span>
            <Link
              to="/customers/$key"
              params={{ key: customerKey }}
              search={identityAddress({ act: 'undo', of: decision.decisionId })}
              className="button button-small"
              replace
            >
              {texts.takeBack}
            </Link>
          </div>
          <p className="card-note">
            {decision.reason}
            <span className="dim">
              {' · '}
              {texts.by(decision.by)}, <When at={decision.at} />
            </span>
          </p>
          {begun.act === 'undo' && begun.of === decision.decisionId && (
            <IdentityForm choices={[{ name: texts.takenBack[decision.action], asked: oppositeOf(decision) }]} onEnd={end} />
          )}
        </li>
      ))}
    </ul>
  );
}
