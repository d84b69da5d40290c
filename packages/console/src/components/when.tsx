import { useEngineClock } from '../live/live.js';
import { duration, exactUtc, shortTime } from '../format/time.js';

/** An instant, in the browser's zone; its exact UTC on hover and for machines. */
export function When({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) return <span className="dim">–</span>;
  return (
    <time dateTime={at} title={exactUtc(at)}>
      {shortTime(at, Date.now())}
    </time>
  );
}

/** How long ago an instant was, by the engine's clock, told at each rendering. */
export function Ago({ at, now }: { at: string; now: number }) {
  const clock = useEngineClock();
  const length = clock.at(now) - Date.parse(at);
  return (
    <time dateTime={at} title={exactUtc(at)}>
      {length < 1_000 ? '0 s' : duration(length)}
    </time>
  );
}
