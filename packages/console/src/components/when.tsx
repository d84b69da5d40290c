import { exactUtc, shortTime } from '../format/time.js';

/** An instant, in the browser's zone; its exact UTC on hover and for machines. */
export function When({ at }: { at: string | null | undefined }) {
  if (at === null || at === undefined) return <span className="dim">–</span>;
  return (
    <time dateTime={at} title={exactUtc(at)}>
      {shortTime(at, Date.now())}
    </time>
  );
}
