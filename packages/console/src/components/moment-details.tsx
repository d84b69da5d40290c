import type { MomentItem } from '@cusp/engine/contract';
import { useState } from 'react';
import { useEngineClock, useNow } from '../live/live.js';
import { duration } from '../format/time.js';
import { texts } from '../texts/en.js';
import { Evidence } from './evidence.js';
import { MomentLine } from './moment-row.js';
import { SegmentLink } from './segment-link.js';
import type { ListRow } from './virtual-list.js';

/** A moment that opens to show the events that made it. */
export function MomentDetails({ moment, withCustomer = true, row }: { moment: MomentItem; withCustomer?: boolean; row?: ListRow }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="card" {...row}>
      <MomentLine moment={moment} withCustomer={withCustomer} />
      <p className="dim card-note">
        <Warmth moment={moment} />
        {moment.segments.length > 0 && (
          <>
            {' '}
            · {texts.moments.inSegments}{' '}
            {moment.segments.map((segment, index) => (
              <span key={segment}>
                {index > 0 && ', '}
                <SegmentLink name={segment} />
              </span>
            ))}
          </>
        )}
      </p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{texts.moments.evidence(moment.evidence.length)}</summary>
        {open && <Evidence customerId={moment.customerId} messageIds={moment.evidence} />}
      </details>
    </li>
  );
}

function Warmth({ moment }: { moment: MomentItem }) {
  const clock = useEngineClock();
  const left = Date.parse(moment.warmUntil) - clock.at(useNow(1_000));
  return <>{left > 0 ? texts.moments.warm(duration(left)) : texts.moments.cold}</>;
}
