import type { MomentItem } from '@cusp/engine/contract';
import { useEngineClock, useNow } from '../live/live.js';
import { count } from '../format/number.js';
import { duration } from '../format/time.js';
import { texts as common } from '../texts/en.js';
import { momentTexts as texts } from '../texts/moments-en.js';
import { CustomerLink } from './customer-link.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const SHOWN = 12;

/** To whom it has just happened, so that acting is still of use. @param goesOn whether there are more moments than those given */
export function MomentWarm({ moments, goesOn }: { moments: readonly MomentItem[]; goesOn: boolean }) {
  const clock = useEngineClock();
  const now = clock.at(useNow(1_000));
  const warm = moments.filter(({ status, warmUntil }) => status === 'detected' && Date.parse(warmUntil) > now);
  // One customer may have several.
  const latest = [...new Map([...warm].reverse().map((moment) => [moment.customerId, moment])).values()].reverse();
  const isAll = !goesOn || warm.length < moments.length;
  return (
    <Panel title={texts.warm} aside={isAll ? count(latest.length) : texts.warmAtLeast(latest.length)}>
      {latest.length === 0 ? (
        <p className="dim">{texts.noneWarm}</p>
      ) : (
        <ul className="lines" aria-live="off">
          {latest.slice(0, SHOWN).map(({ id, customerId, identifier, at, warmUntil }) => (
            <li key={id} className="line">
              <span className="line-main">
                <CustomerLink customerId={customerId} identifier={identifier} />
                <span className="dim"> · {common.moments.warm(duration(Date.parse(warmUntil) - now))}</span>
              </span>
              <span className="line-end dim">
                <When at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
