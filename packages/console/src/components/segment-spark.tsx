import { useQuery } from '@tanstack/react-query';
import { segmentTrendQuery } from '../api/segment-queries.js';
import { segmentTexts } from '../texts/segments-en.js';
import { Sparkline } from './sparkline.js';
import { useInView } from './use-in-view.js';

const DAYS = 14;
/** A line of this size looks the same with all. */
const MOST_ASKED = 5_000;

/** How many were in a segment on each of the last days, as a small line; asked for when it comes into view. */
export function SegmentSpark({ name }: { name: string }) {
  const { ref, seen } = useInView<HTMLSpanElement>();
  const { data } = useQuery({ ...segmentTrendQuery(name, DAYS, '1d', MOST_ASKED), enabled: seen });
  const counts = data?.points.map(({ count }) => count) ?? [];
  const highest = Math.max(1, ...counts);
  return (
    <span ref={ref} className="segment-spark">
      {counts.length > 0 && (
        <Sparkline
          shares={counts.map((count) => count / highest)}
          label={segmentTexts.trend.spark(DAYS, counts[0] ?? 0, counts.at(-1) ?? 0)}
        />
      )}
    </span>
  );
}
