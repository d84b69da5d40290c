import { useEffect, useRef, useState } from 'react';
import { count } from '../format/number.js';
import { exactUtc } from '../format/time.js';
import { texts } from '../texts/en.js';

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
