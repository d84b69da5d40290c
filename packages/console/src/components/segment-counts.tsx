import type { Segment } from '@cusp/engine/contract';
import { useEffect, useRef, useState } from 'react';
import { count } from '../format/number.js';
import { exactUtc } from '../format/time.js';
import { texts } from '../texts/en.js';
import { Badge } from './badge.js';
import { SegmentLink } from './segment-link.js';

/** Segments with their counts; a count that moves shows it for an instant. */
export function SegmentCounts({ segments }: { segments: readonly Segment[] }) {
  const most = Math.max(1, ...segments.map((segment) => segment.count));
  return (
    <ul className="segment-counts">
      {segments.map((segment) => (
        <li key={segment.name}>
          <SegmentLink name={segment.name} />
          {segment.status === 'filling' && <Badge>{texts.segments.filling}</Badge>}
          <MovingCount value={segment.count} asOf={segment.asOf} />
          <meter min={0} max={most} value={segment.count} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

/** A count that says for a second in which direction it went. */
export function MovingCount({ value, asOf }: { value: number; asOf: string }) {
  const before = useRef(value);
  const [moved, setMoved] = useState<'up' | 'down' | undefined>(undefined);
  useEffect(() => {
    if (before.current === value) return;
    setMoved(value > before.current ? 'up' : 'down');
    before.current = value;
    const timer = setTimeout(() => setMoved(undefined), 900);
    return () => clearTimeout(timer);
  }, [value]);
  return (
    <span className={`moving-count ${moved ? `moved-${moved}` : ''}`} title={`${texts.segments.asOf} ${exactUtc(asOf)}`}>
      {count(value)}
    </span>
  );
}
