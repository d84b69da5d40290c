import type { FunnelItem } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { total } from '../format/campaign-next.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { campaignPageTexts } from '../texts/campaign-pages-en.js';
import { texts } from '../texts/en.js';
import { reasonWords } from './decision-row.js';

/**
 * The checks in their order, each as wide as the part of all that it was asked about; what it refused opens as those decisions.
 * @param campaign whose decisions to open; absent where there are none, as in a preview
 */
export function CampaignFunnel({ funnel, sends, campaign }: { funnel: readonly FunnelItem[]; sends: number; campaign?: string }) {
  // What came too late, such as a history that was imported, would make all the others too small to be seen.
  const timely = funnel.filter(({ check }) => check !== 'freshness');
  const most = Math.max(1, ...(timely.length === 0 ? funnel : timely).map(({ asked }) => asked));
  return (
    <ol className="funnel">
      {funnel.map(({ check, asked, refused }) => (
        <li key={check}>
          <span className="funnel-name">{texts.decisions.check[check] ?? plainName(check)}</span>
          <Bar part={Math.min(1, asked / most)} rest={Math.min(1, (asked - total(refused)) / most)} />
          <span className="funnel-count">{count(asked)}</span>
          {refused.length > 0 && <Refused reasons={refused} {...(campaign !== undefined && { campaign })} />}
        </li>
      ))}
      <li className="funnel-end">
        <span className="funnel-name">{campaignPageTexts.funnelSend}</span>
        <Bar part={sends / most} rest={sends / most} />
        <span className="funnel-count">{count(sends)}</span>
      </li>
    </ol>
  );
}

function Bar({ part, rest }: { part: number; rest: number }) {
  return (
    <svg className="funnel-bar" aria-hidden="true">
      <rect className="funnel-asked" width={`${part * 100}%`} height="100%" rx="3" />
      <rect className="funnel-rest" width={`${rest * 100}%`} height="100%" rx="3" />
    </svg>
  );
}

/** Reasons with how often; each opens as the decisions, where there are any. */
export function Refused({ reasons, campaign }: { reasons: FunnelItem['refused']; campaign?: string }) {
  return (
    <ul className="funnel-refused">
      {reasons.map(({ reason, count: times }) => (
        <li key={reason}>
          {campaign === undefined ? (
            <span>{reasonWords(reason)}</span>
          ) : (
            <Link to="/decisions" search={{ campaign, reason, outcome: 'refused' }}>
              {reasonWords(reason)}
            </Link>
          )}{' '}
          <strong>{count(times)}</strong>
        </li>
      ))}
    </ul>
  );
}
