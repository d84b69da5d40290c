import type { CampaignPreviewResult, TriedDecisionItem } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { campaignPreviewQuery, type TriedOf } from '../api/campaign-queries.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { campaignPageTexts } from '../texts/campaign-pages-en.js';
import { texts as common } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { CampaignFunnel } from './campaign-funnel.js';
import { Checks } from './checks.js';
import { CustomerLink } from './customer-link.js';
import { reasonWords } from './decision-row.js';
import { KeyValues } from './key-values.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const texts = campaignPageTexts.preview;

/** Who would get what now, and who would not, and why: asked of the engine, which records nothing. */
export function CampaignPreview({ of }: { of: TriedOf }) {
  const preview = useQuery(campaignPreviewQuery(of));
  return (
    <Panel title={texts.title} aside={preview.data && <When at={preview.data.asOf} />}>
      <Answer of={preview} lines={6}>
        {(data) => <Found preview={data} />}
      </Answer>
    </Panel>
  );
}

function Found({ preview: { whom, candidates, asked, sends, funnel, sample } }: { preview: CampaignPreviewResult }) {
  return (
    <>
      <p className="draft-counts">
        <strong>{count(sends)}</strong> {texts.would} · <strong>{count(asked - sends)}</strong> {texts.not}
      </p>
      <p className="dim">
        {texts[whom](candidates)}
        {asked < candidates && ` · ${texts.partly(asked)}`}
      </p>
      {asked === 0 ? (
        <p>{texts.nobody}</p>
      ) : (
        <>
          <h3>{campaignPageTexts.funnel}</h3>
          <CampaignFunnel funnel={funnel} sends={sends} />
          <h3>{texts.sample}</h3>
          <ul className="tried">
            {sample.map((decision) => (
              <Tried key={`${decision.customerId} ${decision.reason}`} decision={decision} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Tried({ decision }: { decision: TriedDecisionItem }) {
  const { customerId, identifier, outcome, reason, message, checks, channel, variant, offer, sendAt } = decision;
  const chosen = [
    ...(channel === null ? [] : [plainName(channel)]),
    ...(variant === null ? [] : [`${texts.variant} ${plainName(variant)}`]),
    ...(offer === null ? [] : [`${texts.offer} ${plainName(offer)}`]),
  ];
  return (
    <li>
      <p>
        <CustomerLink customerId={customerId} identifier={identifier} />{' '}
        <Badge tone={outcome === 'send' ? 'good' : 'bad'}>{outcome === 'send' ? texts.would : reasonWords(reason)}</Badge>{' '}
        <span className="dim">
          {chosen.join(' · ')}
          {sendAt !== null && (
            <>
              {' '}
              · {texts.later} <When at={sendAt} />
            </>
          )}
        </span>
      </p>
      {message !== null && <KeyValues of={message} />}
      <details>
        <summary>{common.decisions.checks}</summary>
        <Checks checks={checks} />
      </details>
    </li>
  );
}
