import type { CampaignPage } from '@cusp/engine/contract';
import { count } from '../format/number.js';
import { exactUtc } from '../format/time.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { Panel } from './panel.js';

/** When a campaign with a schedule acts next, and what became of its newest times. */
export function CampaignTimes({ schedule: { nextAt, runs } }: { schedule: NonNullable<CampaignPage['schedule']> }) {
  return (
    <Panel title={texts.times}>
      <p>{nextAt === null ? texts.noNextTime : texts.nextTime(exactUtc(nextAt))}</p>
      <ul className="lines">
        {runs.slice(0, 5).map(({ at, outcome, customers }) => (
          <li key={at}>
            {exactUtc(at)}: {texts.timeOutcome[outcome] ?? outcome}
            {outcome === 'done' && ` (${texts.inSegment(count(customers))})`}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
