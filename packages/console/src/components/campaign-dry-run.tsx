import type { DryRunProgress, DryRunResult } from '@cusp/engine/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dryRunQuery, type TriedOf } from '../api/campaign-queries.js';
import { post, remove } from '../api/client.js';
import { count, share } from '../format/number.js';
import { campaignPageTexts } from '../texts/campaign-pages-en.js';
import { CampaignDays } from './campaign-days.js';
import { CampaignFunnel } from './campaign-funnel.js';
import { CustomerLink } from './customer-link.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { When } from './when.js';

const texts = campaignPageTexts.dry;

/** What the campaign would have done within the last days, had it run: begun by hand, watched, stopped. */
export function CampaignDryRun({ of }: { of: TriedOf }) {
  const [id, setId] = useState<string | undefined>(undefined);
  const begin = useMutation({
    mutationFn: () => post<DryRunProgress>('/campaigns/dry-runs', of),
    onSuccess: ({ dryRunId }) => setId(dryRunId),
  });
  const progress = useQuery(dryRunQuery(id));
  const stop = useMutation({
    mutationFn: () => remove(`/campaigns/dry-runs/${encodeURIComponent(id ?? '')}`),
    onSettled: () => progress.refetch(),
  });
  const { status, result = null, failure = null, share: done = 0 } = progress.data ?? {};
  const isRunning = begin.isPending || status === 'running';
  return (
    <Panel title={texts.title}>
      <p className="dim">{texts.text}</p>
      {isRunning ? (
        <div className="publication" role="status">
          <progress value={done} max={1} aria-label={texts.title} />
          <p className="dim">{texts.running(share(done))}</p>
          <button type="button" className="button button-small" onClick={() => stop.mutate()} disabled={id === undefined}>
            {texts.stop}
          </button>
        </div>
      ) : (
        <p className="definition-actions">
          <button type="button" className="button" onClick={() => begin.mutate()}>
            {texts.begin}
          </button>
        </p>
      )}
      {status === 'stopped' && <p>{texts.stopped}</p>}
      {failure && <p className="alarm">{`${failure.detail} ${failure.remedy}`}</p>}
      {(begin.error ?? progress.error) && <ProblemBox error={begin.error ?? progress.error} />}
      {result && <Result run={result} />}
    </Panel>
  );
}

function Result({ run }: { run: DryRunResult }) {
  const { sends, customers, occurrences, heldOut, days, funnel, busiestHour, most, anyway, approximations } = run;
  const [first] = most;
  return (
    <>
      <p className="draft-counts">
        <strong>{texts.sends(sends, customers)}</strong>
      </p>
      <p className="dim">
        {texts.setOff(occurrences)} · {texts.heldOut(heldOut)}
      </p>
      <CampaignDays days={days} label={texts.byDay} />
      <CampaignFunnel funnel={funnel} sends={sends} />
      <dl className="key-values">
        {busiestHour && (
          <div>
            <dt>{texts.busiest}</dt>
            <dd>
              <When at={busiestHour.at} />: {count(busiestHour.sends)}
            </dd>
          </div>
        )}
        {first && (
          <div>
            <dt>{texts.most}</dt>
            <dd>
              <CustomerLink customerId={first.customerId} identifier={first.identifier} />: {count(first.sends)}
            </dd>
          </div>
        )}
      </dl>
      {anyway && anyway.customers > 0 && (
        <p>{texts.anyway(anyway.withGoal, anyway.customers, anyway.performed, anyway.within, share(anyway.withGoal / anyway.customers))}</p>
      )}
      <details>
        <summary>{texts.approximations}</summary>
        <ul>
          {approximations.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </details>
    </>
  );
}
