import type { MomentItem } from '@cusp/engine/contract';
import { between, duration } from '../format/time.js';
import { Link } from '@tanstack/react-router';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Badge } from './badge.js';
import { CustomerLink } from './customer-link.js';
import { When } from './when.js';

/** Past this the engine was not slow: it learned of the events so late (history, a device that was away). Milliseconds. */
const LATE = 60_000;

/** How long the engine took from the event that completed the pattern. */
function latencyWords(moment: MomentItem): string {
  const length = between(moment.at, moment.detectedAt);
  if (length === undefined) return '';
  return length > LATE ? texts.moments.learnedLate(duration(length)) : texts.moments.latency(duration(length));
}

/** What the customer wants and feels, as the definition says it. */
export function moodWords(moment: Pick<MomentItem, 'intent' | 'feeling'>): string {
  return [texts.moments.intent[moment.intent] ?? moment.intent, texts.moments.feeling[moment.feeling] ?? moment.feeling]
    .filter(Boolean)
    .join(', ');
}

/** A moment in one line. */
export function MomentLine({ moment, withCustomer = true }: { moment: MomentItem; withCustomer?: boolean }) {
  return (
    <div className="line">
      <Badge tone="moment">
        <Link to="/moments/$name" params={{ name: moment.name }}>
          {plainName(moment.name)}
        </Link>
      </Badge>
      <span className="line-main">
        {moodWords(moment)}
        {withCustomer && (
          <>
            {' '}
            · <CustomerLink customerId={moment.customerId} identifier={moment.identifier} />
          </>
        )}
        {moment.status === 'withdrawn' && <> · {texts.moments.withdrawn}</>}
        <span className="dim"> · {latencyWords(moment)}</span>
      </span>
      <span className="line-end dim">
        <When at={moment.at} />
      </span>
    </div>
  );
}
