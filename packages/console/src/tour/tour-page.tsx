import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { momentExplanationQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { ConsentList } from '../components/consent-list.js';
import { Empty } from '../components/empty.js';
import { OpensAs } from '../components/opens-as.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { ProblemBox } from '../components/problem-box.js';
import { Prose } from '../components/prose.js';
import { SegmentLink } from '../components/segment-link.js';
import { texts } from '../texts/en.js';
import { tourTexts } from '../texts/tour-en.js';
import { demoQuery } from './demo.js';
import { DiaryList } from './diary-list.js';
import { MomentSteps } from './moment-steps.js';
import { Ring } from './ring.js';
import { TourSteps } from './tour-steps.js';
import { TourStore, useCardHolder } from './tour-store.js';
import { useTourProgress } from './use-tour-progress.js';
import { useVisitor, type Visitor } from './use-visitor.js';

/** What the tour is about: the moment of the demo that the visitor is asked to bring about, and the campaign that acts on it. */
const ABOUT = { moment: 'comparing_prices', campaign: 'kettle_offer' } as const;

/** The shop on the left, and on the right what the engine makes of you; without the demo, how to start it. */
export function TourPage() {
  const demo = useQuery(demoQuery);
  return (
    <>
      <PageTitle title={texts.tour.title}>{texts.tour.lead}</PageTitle>
      <Answer of={demo} lines={8}>
        {(writeKey) =>
          writeKey === null ? (
            <Empty title={tourTexts.noDemo}>
              <Prose text={tourTexts.noDemoText} />
            </Empty>
          ) : (
            <Tour writeKey={writeKey} />
          )
        }
      </Answer>
    </>
  );
}

function Tour({ writeKey }: { writeKey: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const visitor = useVisitor(frame);
  const { customer, key } = visitor;
  const holder = useCardHolder(key);
  const done = useTourProgress(visitor.diary, { visitor: customer, holder }, ABOUT);
  return (
    <div className={`tour tour-${visitor.device}`}>
      <div className="tour-shop">
        <iframe ref={frame} src="/shop/" title={texts.tour.shop} />
      </div>
      <div className="tour-you">
        {/* First, for it alone keeps its size: what is below grows with every click. */}
        <TourSteps done={done} campaign={ABOUT.campaign} />
        <You visitor={visitor} />
        {customer && key && <TourStore writeKey={writeKey} visitorKey={key} visitor={customer} holder={holder} />}
      </div>
    </div>
  );
}

function You({ visitor }: { visitor: Visitor }) {
  const { customer, key, diary } = visitor;
  const asked = useQuery({ ...momentExplanationQuery(ABOUT.moment, key ?? ''), enabled: customer !== undefined && key !== undefined });
  // Without the demo there is no such moment, and nothing is said of it.
  const moment = asked.data;
  const link = customer && key && (
    <Link to="/customers/$key" params={{ key }}>
      {texts.tour.page}
    </Link>
  );
  return (
    <>
      <Panel title={texts.tour.you} aside={link}>
        {visitor.error && <ProblemBox error={visitor.error} />}
        {customer && key ? (
          <>
            <p className="dim break">{customer.identifiers.join(' · ')}</p>
            <div className="tour-state">
              <div>
                <h3>{texts.tour.segments}</h3>
                {customer.segments.length === 0 && <p className="dim">{texts.tour.noSegments}</p>}
                <ul className="chips tour-segments">
                  {customer.segments.map((segment) => (
                    <li key={segment.name}>
                      <SegmentLink name={segment.name} />
                      <OpensAs segment={segment.name} />
                    </li>
                  ))}
                </ul>
                <h3>{texts.tour.consents}</h3>
                <ConsentList consents={customer.consents} />
              </div>
              <div className="rings">
                {customer.segments.map((segment) => (
                  <Ring key={segment.name} customerKey={key} segment={segment.name} />
                ))}
              </div>
            </div>
          </>
        ) : (
          <Empty title={texts.tour.nobody}>{texts.tour.nobodyText}</Empty>
        )}
      </Panel>
      {moment && <MomentSteps explanation={moment} />}
      {diary.entries.length > 0 && (
        <Panel title={texts.tour.timeline}>
          <DiaryList entries={diary.entries} blocking={moment?.blockedBy.map((event) => event.messageId) ?? []} />
        </Panel>
      )}
    </>
  );
}
