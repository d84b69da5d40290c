import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { segmentsQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { Badge } from '../components/badge.js';
import { Empty } from '../components/empty.js';
import { PageTitle } from '../components/page-title.js';
import { Prose } from '../components/prose.js';
import { MovingCount } from '../components/moving-count.js';
import { SegmentSpark } from '../components/segment-spark.js';
import { SegmentLink } from '../components/segment-link.js';
import { When } from '../components/when.js';
import { useRefreshOn } from '../live/live.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { texts } from '../texts/en.js';

/** Every published segment, with its exact count. */
export function SegmentsPage() {
  const segments = useQuery(segmentsQuery);
  useRefreshOn(['segments'], (message) => message.type === 'segment');
  return (
    <>
      <PageTitle title={texts.segments.title}>{texts.segments.exact}</PageTitle>
      <p className="page-actions">
        <Link to="/new-segment" className="button">
          {definitionTexts.begin}
        </Link>
      </p>
      <Answer of={segments} lines={8}>
        {(data) => {
          if (data.segments.length === 0)
            return (
              <Empty title={texts.segments.none}>
                <Prose text={texts.segments.noneText} />
              </Empty>
            );
          return (
            <ul className="cards segment-cards">
              {data.segments.map((segment) => (
                <li key={segment.name} className="card segment-card">
                  <div>
                    <h2>
                      <SegmentLink name={segment.name} />
                    </h2>
                    {segment.title && <p>{segment.title}</p>}
                    <p className="dim">{segment.words}</p>
                  </div>
                  <SegmentSpark name={segment.name} />
                  <p className="segment-card-count">
                    <MovingCount value={segment.count} asOf={segment.asOf} />
                    <span className="dim">
                      {texts.segments.asOf} <When at={segment.asOf} />
                    </span>
                    {segment.status === 'filling' && <Badge>{texts.segments.filling}</Badge>}
                  </p>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </>
  );
}
