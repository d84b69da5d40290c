import type { DiscoverProgress as Progress } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { remove } from '../api/client.js';
import { discoveryQuery } from '../api/moment-queries.js';
import { share } from '../format/number.js';
import { discoverTexts as texts } from '../texts/discover-en.js';
import { Answer } from './answer.js';
import { DiscoverResult } from './discover-result.js';
import { ProblemBox } from './problem-box.js';

/** How far a discovery is; then what it found. */
export function DiscoverProgress({ discoveryId }: { discoveryId: string }) {
  const progress = useQuery(discoveryQuery(discoveryId));
  return (
    <Answer of={progress} lines={4}>
      {(data) => (
        <>
          <div role="status">{data.status === 'running' ? <Running of={data} /> : <Over of={data} />}</div>
          {data.result !== null && <DiscoverResult result={data.result} />}
        </>
      )}
    </Answer>
  );
}

function Over({ of: { status, failure } }: { of: Progress }) {
  if (status === 'stopped') return <p className="stale">{texts.stopped}</p>;
  if (failure === null) return null;
  return <p className="alarm">{`${texts.failed} ${failure.detail} ${failure.remedy}`}</p>;
}

function Running({ of: { discoveryId, share: done } }: { of: Progress }) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => remove<Progress>(`/discover/${encodeURIComponent(discoveryId)}`),
    onSuccess: (progress) => client.setQueryData(discoveryQuery(discoveryId).queryKey, progress),
  });
  return (
    <div className="publication panel">
      <p>{texts.running}</p>
      <progress value={done} max={1} aria-label={texts.running} />
      <p className="definition-actions">
        <span className="dim">{texts.done(share(done))}</span>
        <button type="button" className="button button-small" disabled={stop.isPending} onClick={() => stop.mutate()}>
          {texts.stop}
        </button>
      </p>
      {stop.error && <ProblemBox error={stop.error} />}
    </div>
  );
}
