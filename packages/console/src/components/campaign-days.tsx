import type { CampaignPage } from '@cusp/engine/contract';
import { lazy, Suspense, useMemo } from 'react';
import { total } from '../format/campaign-next.js';
import { Loading } from './loading.js';

const VolumeChart = lazy(() => import('./volume-chart.js'));
const DAY_SECONDS = 86_400;

/** Sends by day as bars, refusals as a line, without those that came with history and were too late; days without a decision are there, and empty. */
export function CampaignDays({ days, label }: { days: CampaignPage['days']; label: string }) {
  const bars = useMemo(() => barsOf(days), [days]);
  return (
    <Suspense fallback={<Loading lines={4} />}>
      <VolumeChart bars={bars} label={label} />
    </Suspense>
  );
}

function barsOf(days: CampaignPage['days']) {
  const known = new Map(
    days.map(({ day, sends, refused }) => [
      Date.parse(day) / 1_000,
      { sends, refused: total(refused.filter(({ reason }) => reason !== 'stale')) },
    ]),
  );
  const instants = [...known.keys()];
  const last = Math.max(...instants);
  // A single day would fill the whole width.
  const first = Math.min(...instants, last - 6 * DAY_SECONDS);
  return Array.from({ length: (last - first) / DAY_SECONDS + 1 }, (_, index) => {
    const at = first + index * DAY_SECONDS;
    const { sends = 0, refused = 0 } = known.get(at) ?? {};
    return { at, count: sends, expected: refused };
  });
}
