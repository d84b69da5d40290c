import type { SurgeItem } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { surgesQuery } from '../api/surge-queries.js';
import { plainName } from '../format/value.js';
import { useRefreshOn } from '../live/live.js';
import { surgeTexts as texts } from '../texts/surges-en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Panel } from './panel.js';
import { ShowAll } from './show-all.js';
import { SurgeChart } from './surge-chart.js';
import { When } from './when.js';

/** A promotion of everything is many surges at once: moments stay in view. */
const FEW = 4;

/** The surges that began last, open ones first; nothing where there are none. */
export function SurgePanel() {
  const surges = useQuery(surgesQuery);
  useRefreshOn(['surges'], (message) => message.type === 'surge');
  if (surges.data?.surges.length === 0) return null;
  return (
    <Panel title={texts.title} aside={<span className="dim">{texts.lead}</span>}>
      <Answer of={surges} lines={3}>
        {({ surges: found }) => (
          <ShowAll of={[...found].sort(byStatus)} total={found.length} few={FEW} className="lines">
            {(surge) => <SurgeRow key={surge.surgeId} surge={surge} />}
          </ShowAll>
        )}
      </Answer>
    </Panel>
  );
}

function byStatus(left: SurgeItem, right: SurgeItem): number {
  return Number(right.status === 'open') - Number(left.status === 'open');
}

function SurgeRow({ surge }: { surge: SurgeItem }) {
  const [isShown, setShown] = useState(false);
  const { name, value, direction, status, from, until, ratio, interval, observed, expected, becameUsual } = surge;
  return (
    <>
      <li className="line" title={texts.counted(observed, expected)}>
        <Badge tone={status === 'open' ? 'moment' : 'plain'}>{`${texts.directions[direction]}, ${texts.status[status]}`}</Badge>
        <span className="line-main break">
          {plainName(name)}: <strong>{value === null ? texts.all : String(value)}</strong>{' '}
          <span className="dim">{texts.times(ratio, interval[0], interval[1])}</span> {becameUsual && texts.usual}
        </span>
        <span className="line-end dim">
          <When at={from} />
          {until !== null && (
            <>
              {' – '}
              <When at={until} />
            </>
          )}
        </span>
        <button type="button" className="quiet" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? texts.hide : texts.show}
        </button>
      </li>
      {isShown && (
        <li className="line-chart">
          <SurgeChart surge={surge} />
        </li>
      )}
    </>
  );
}
