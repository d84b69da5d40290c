import type { Followed } from '@cusp/engine/contract';
import { count, share } from '../format/number.js';
import { insightTexts } from '../texts/insight-en.js';
import { Badge } from './badge.js';

const texts = insightTexts.followed;

/** What followed, one line for each outcome, beside comparable customers. */
export function InsightFollowed({ outcomes }: { outcomes: readonly (readonly [words: string, followed: Followed])[] }) {
  return (
    <dl className="insight-followed">
      {outcomes.map(([words, followed]) => (
        <div key={words}>
          <dt>{words}</dt>
          <dd>
            <Outcome of={followed} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Outcome({ of: { customers, share: came, otherwise, difference, few } }: { of: Followed }) {
  if (customers === 0) return <span className="dim">{texts.none}</span>;
  const isTold = difference !== null && (difference.interval[0] > 0 || difference.interval[1] < 0);
  return (
    <>
      <strong>{share(came)}</strong> {texts.of} {count(customers)}
      {otherwise !== null && (
        <>
          , {texts.otherwise} {share(otherwise)}
        </>
      )}
      {difference !== null && (
        <span className={isTold ? 'insight-told' : 'dim'}>
          {' '}
          {texts.points(difference.estimate, difference.interval[0], difference.interval[1])}
        </span>
      )}
      {few && (
        <>
          {' '}
          <span title={insightTexts.fewTitle}>
            <Badge>{insightTexts.few}</Badge>
          </span>
        </>
      )}
    </>
  );
}
