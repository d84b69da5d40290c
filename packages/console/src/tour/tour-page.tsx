import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { momentExplanationQuery } from '../api/queries.js';
import { ConsentList } from '../components/consent-list.js';
import { Empty } from '../components/empty.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { ProblemBox } from '../components/problem-box.js';
import { SegmentLink } from '../components/segment-link.js';
import { texts } from '../texts/en.js';
import { DiaryList } from './diary-list.js';
import { MomentSteps } from './moment-steps.js';
import { Ring } from './ring.js';
import { useVisitor, type Visitor } from './use-visitor.js';

/** What the tour is about: the moment of the demo that the visitor is asked to bring about. */
const MOMENT = 'comparing_prices';

/** The shop on the left, and on the right what the engine makes of you. */
export function TourPage() {
  const frame = useRef<HTMLIFrameElement>(null);
  const visitor = useVisitor(frame);
  return (
    <>
      <PageTitle title={texts.tour.title}>{texts.tour.lead}</PageTitle>
      <div className={`tour tour-${visitor.device}`}>
        <div className="tour-shop">
          <iframe ref={frame} src="/shop/" title={texts.tour.shop} />
        </div>
        <div className="tour-you">
          <You visitor={visitor} />
          <Panel title={texts.tour.try}>
            <ol className="tour-steps">
              {texts.tour.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </Panel>
        </div>
      </div>
    </>
  );
}

function You({ visitor }: { visitor: Visitor }) {
  const { customer, key, diary } = visitor;
  const asked = useQuery({ ...momentExplanationQuery(MOMENT, key ?? ''), enabled: customer !== undefined && key !== undefined });
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
                <ul className="chips">
                  {customer.segments.map((segment) => (
                    <li key={segment.name}>
                      <SegmentLink name={segment.name} />
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
