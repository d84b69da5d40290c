import type { StreamMessage } from '@cusp/engine/contract';
import { between, duration } from '../format/time.js';
import { texts } from '../texts/en.js';
import { CustomerLink } from './customer-link.js';
import { Icon } from './icon.js';
import { When } from './when.js';

type Change = Extract<StreamMessage, { type: 'segment' }>['value'];

/** Somebody who entered or left a segment, and why the engine learned of it. */
export function SegmentChangeRow({ change }: { change: Change }) {
  const lag = between(change.at, change.observedAt);
  return (
    <li className="line">
      <span className={change.entered ? 'change-in' : 'change-out'}>
        <Icon name={change.entered ? 'enter' : 'leave'} />
      </span>
      <span className="line-main">
        <CustomerLink customerId={change.customerId} identifier={change.identifier} />{' '}
        {change.entered ? texts.segment.entered : texts.segment.left} {texts.segment.causes[change.cause] ?? change.cause}
        {lag !== undefined && lag >= 0 && <span className="dim"> · {texts.segment.learned(duration(lag))}</span>}
      </span>
      <span className="line-end dim">
        <When at={change.at} />
      </span>
    </li>
  );
}
