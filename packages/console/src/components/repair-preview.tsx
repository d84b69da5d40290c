import type { RepairResult } from '@cusp/engine/contract';
import { plainName, valueText } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Badge } from './badge.js';

type Result = RepairResult['results'][number];

/** Items whose changes are shown one by one. */
const SHOWN = 5;

/** What the rules would make of the newest items that wait. */
export function RepairPreview({ preview }: { preview: RepairResult }) {
  const { results, matching } = preview;
  const through = results.filter(({ status }) => status !== 'quarantined').length;
  return (
    <>
      <p role="status">
        <strong>{texts.quarantine.wouldPass(through, results.length)}</strong>{' '}
        <span className="dim">{matching > results.length && texts.quarantine.ofAll(matching)}</span>
      </p>
      <ul className="lines">
        {results.slice(0, SHOWN).map((result) => (
          <li key={result.id} className="line">
            <Badge tone={result.status === 'quarantined' ? 'bad' : 'good'}>{texts.quarantine.outcomes(result.status)}</Badge>
            <span className="line-main">
              <Changes result={result} />
              {result.status === 'quarantined' && (
                <span className="line-note dim">
                  {result.reason !== null && plainName(result.reason)}: {result.detail}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Changes({ result }: { result: Result }) {
  if (result.changes.length === 0) return <span className="dim">{texts.quarantine.unchanged}</span>;
  return (
    <>
      {result.changes.map((change, index) => (
        <span key={`${index} ${change.path}`} className="repair-change">
          <code>{change.path}</code> {change.from === null ? texts.quarantine.nothing : valueText(change.from)} →{' '}
          {change.to === null ? texts.quarantine.nothing : valueText(change.to)}
        </span>
      ))}
    </>
  );
}
