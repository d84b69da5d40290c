import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { explanationQuery } from '../api/queries.js';
import { SegmentLink } from '../components/segment-link.js';
import { plainName } from '../format/value.js';
import { useEngineClock } from '../live/live.js';
import { texts } from '../texts/en.js';
import { endingOf, remaining } from './countdown.js';

const RADIUS = 44;
const LENGTH = 2 * Math.PI * RADIUS;

/** Counts down to the instant at which the visitor leaves a segment without doing anything. Shows nothing for segments that do not end soon. */
export function Ring({ customerKey, segment }: { customerKey: string; segment: string }) {
  const explanation = useQuery(explanationQuery(segment, customerKey));
  const { rate } = useEngineClock();
  const ending = explanation.data && endingOf(explanation.data);
  const now = useFrames(ending !== undefined);
  if (!explanation.data || !ending) return null;
  const left = remaining(ending, explanation.data.asOf, explanation.dataUpdatedAt, now, rate);
  const share = Math.min(1, left / ending.whole);
  const seconds = Math.ceil(left / 1_000);
  return (
    <figure
      className={`ring ${left < 10_000 ? 'ring-soon' : ''}`}
      role="timer"
      aria-label={texts.tour.ringLabel(plainName(segment), seconds)}
    >
      <svg viewBox="0 0 100 100" width="132" height="132" aria-hidden="true">
        <circle className="ring-track" cx="50" cy="50" r={RADIUS} />
        <circle
          className="ring-left"
          cx="50"
          cy="50"
          r={RADIUS}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - share)}
          transform="rotate(-90 50 50)"
        />
        <text x="50" y="50" className="ring-number">
          {(left / 1_000).toFixed(1)}
        </text>
        <text x="50" y="66" className="ring-unit">
          {texts.tour.seconds}
        </text>
      </svg>
      <figcaption>
        <span className="dim">{left > 0 ? texts.tour.untilYouLeave : texts.tour.leaving}</span>
        <SegmentLink name={segment} />
      </figcaption>
    </figure>
  );
}

/** The browser's time at each animation frame, for as long as it is wanted. */
function useFrames(wanted: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!wanted) return;
    let frame = requestAnimationFrame(tick);
    function tick(): void {
      setNow(Date.now());
      frame = requestAnimationFrame(tick);
    }
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  return now;
}
