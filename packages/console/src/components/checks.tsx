import type { DecisionItem } from '@cusp/engine/contract';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Icon } from './icon.js';

/** The steps of the eligibility order, as far as they went, each with what it saw. */
export function Checks({ checks }: { checks: DecisionItem['checks'] }) {
  return (
    <ol className="checks">
      {checks.map((check) => (
        <li key={check.check} className={check.passed ? 'check-passed' : 'check-failed'}>
          <Icon name={check.passed ? 'check' : 'cross'} />
          <span>
            <strong>{texts.decisions.check[check.check] ?? plainName(check.check)}</strong>
            <span className="visually-hidden"> {check.passed ? texts.decisions.passed : texts.decisions.failed}</span>
            <span className="check-detail">{check.detail}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
