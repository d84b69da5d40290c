import type { Segment } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { segmentsQuery } from '../api/queries.js';
import { byMovement } from '../format/movement.js';
import { count } from '../format/number.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';
import { nowTexts } from '../texts/now-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { MovingCount } from './moving-count.js';
import { SegmentLink } from './segment-link.js';

const SHOWN = 8;
/** Rows change places at most so often, in milliseconds: who reads a row finds it where it was. */
const SETTLED = 15_000;

/** The segments that grew or shrank most since the page was opened. */
export function NowSegments() {
  const segments = useQuery(segmentsQuery);
  useRefreshOn(['segments'], (message) => message.type === 'segment');
  return (
    <Panel title={nowTexts.segments} aside={<Link to="/segments">{texts.now.allSegments}</Link>} className="now-segments">
      <Answer of={segments} lines={6}>
        {(data) => (data.segments.length === 0 ? <Empty title={texts.now.noSegments} /> : <Moving segments={data.segments} />)}
      </Answer>
    </Panel>
  );
}

function Moving({ segments }: { segments: readonly Segment[] }) {
  const [before] = useState(() => countsOf(segments));
  const order = useSettledOrder(segments, before);
  const shown = byMovement(segments, before)
    .filter(({ name }) => order.includes(name))
    .sort((left, right) => order.indexOf(left.name) - order.indexOf(right.name));
  const most = Math.max(1, ...shown.map((segment) => segment.count));
  return (
    <>
      <p className="dim panel-note">{nowTexts.since}</p>
      <ul className="segment-counts">
        {shown.map((segment) => (
          <li key={segment.name}>
            <SegmentLink name={segment.name} />
            <Moved by={segment.moved} />
            <MovingCount value={segment.count} asOf={segment.asOf} />
            <meter min={0} max={most} value={segment.count} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </>
  );
}

function Moved({ by }: { by: number }) {
  if (by === 0) return <span />;
  const words = by > 0 ? nowTexts.more(by) : nowTexts.fewer(-by);
  return (
    <span className={by > 0 ? 'change-in' : 'change-out'} title={words}>
      <span aria-hidden="true">{by > 0 ? `+${count(by)}` : `−${count(-by)}`}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

/** The names that are shown, in an order that is made anew only now and then. */
function useSettledOrder(segments: readonly Segment[], before: Readonly<Record<string, number>>): readonly string[] {
  const newest = useRef(segments);
  const [order, setOrder] = useState(() => namesOf(segments, before));
  useEffect(() => {
    newest.current = segments;
  });
  useEffect(() => {
    const timer = setInterval(() => setOrder(namesOf(newest.current, before)), SETTLED);
    return () => clearInterval(timer);
  }, [before]);
  return order;
}

function namesOf(segments: readonly Segment[], before: Readonly<Record<string, number>>): string[] {
  return byMovement(segments, before)
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

function countsOf(segments: readonly Segment[]): Record<string, number> {
  return Object.fromEntries(segments.map(({ name, count: members }) => [name, members]));
}
