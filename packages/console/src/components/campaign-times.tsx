import type { CampaignPage } from '@cusp/engine/contract';
import { count } from '../format/number.js';
import { exactUtc } from '../format/time.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { Panel } from './panel.js';

interface TimesOf extends Pick<CampaignPage, 'trigger'> {
  readonly schedule: NonNullable<CampaignPage['schedule']>;
}

/** When a campaign for everybody in a segment acts next, and what became of its newest times. */
export function CampaignTimes({ schedule: { nextAt, runs }, trigger }: TimesOf) {
  const none = 'surge' in trigger ? texts.whenItSurges : texts.noNextTime;
  return (
    <Panel title={texts.times}>
      <p>{nextAt === null ? none : texts.nextTime(exactUtc(nextAt))}</p>
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
