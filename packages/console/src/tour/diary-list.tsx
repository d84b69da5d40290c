import type { DecisionItem, MomentItem } from '@cusp/engine/contract';
import { Checks } from '../components/checks.js';
import { OutcomeBadge, reasonWords } from '../components/decision-row.js';
import { Badge } from '../components/badge.js';
import { Icon } from '../components/icon.js';
import { moodWords } from '../components/moment-row.js';
import { PropertyWords } from '../components/property-words.js';
import { When } from '../components/when.js';
import { between, precisely } from '../format/time.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import type { Entry } from './diary.js';

type Of<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** What the visitor did and what came of it, newest first. `blocking`: messages that kept the moment of the tour from firing. */
export function DiaryList({ entries, blocking }: { entries: readonly Entry[]; blocking: readonly string[] }) {
  return (
    <ol className="diary">
      {entries.map((entry) => (
        <li key={entry.key} className={`diary-${entry.kind}`}>
          <EntryView entry={entry} />
          {blocking.includes(entry.key) && <p className="dim">{texts.tour.blocking}</p>}
        </li>
      ))}
    </ol>
  );
}

function EntryView({ entry }: { entry: Entry }) {
  if (entry.kind === 'event') return <EventEntry entry={entry} />;
  if (entry.kind === 'moment') return <MomentEntry moment={entry.moment} />;
  if (entry.kind === 'decision') return <DecisionEntry decision={entry.decision} />;
  return <SegmentEntry change={entry.change} />;
}

function EventEntry({ entry }: { entry: Of<'event'> }) {
  return (
    <div className="line">
      <span className="line-main">
        <strong>{texts.calls[entry.event] ?? entry.event}</strong> {entry.seen && <PropertyWords of={entry.seen.properties} />}
      </span>
      <span className="line-end">
        {entry.tookMs !== undefined && <Badge>{texts.tour.shown(precisely(entry.tookMs))}</Badge>}
        {entry.seen === undefined && <span className="dim">{texts.tour.waiting}</span>}
      </span>
    </div>
  );
}

function MomentEntry({ moment }: { moment: MomentItem }) {
  const latency = between(moment.at, moment.detectedAt);
  return (
    <>
      <div className="line">
        <Badge tone="moment">{plainName(moment.name)}</Badge>
        <span className="line-main">
          {moodWords(moment)}
          {moment.status === 'withdrawn' && ` · ${texts.moments.withdrawn}`}
        </span>
      </div>
      {latency !== undefined && <p>{texts.tour.detected(precisely(latency))}</p>}
    </>
  );
}

function DecisionEntry({ decision }: { decision: DecisionItem }) {
  return (
    <>
      <div className="line">
        <OutcomeBadge decision={decision} />
        <span className="line-main">
          <strong>{decision.outcome === 'send' ? texts.tour.offerSent : texts.tour.offerRefused}</strong>
          {decision.reason !== null && ` · ${reasonWords(decision.reason)}`}
          <span className="dim line-note">{plainName(decision.campaign)}</span>
        </span>
      </div>
      <Checks checks={decision.checks} />
    </>
  );
}

function SegmentEntry({ change }: { change: Of<'segment'>['change'] }) {
  const lag = between(change.at, change.observedAt) ?? 0;
  const name = plainName(change.segment);
  const late = lag > 0 ? texts.tour.afterTheInstant(precisely(lag)) : texts.tour.onTheInstant;
  const left = change.cause === 'time' ? texts.tour.leftByTime(name, late) : texts.tour.leftByEvent(name);
  return (
    <div className="line">
      <span className={change.entered ? 'change-in' : 'change-out'}>
        <Icon name={change.entered ? 'enter' : 'leave'} />
      </span>
      <span className="line-main">{change.entered ? texts.tour.entered(name) : left}</span>
      <span className="line-end dim">
        <When at={change.at} />
      </span>
    </div>
  );
}
