import { useQuery } from '@tanstack/react-query';
import { helpQuery, type InsightParameters } from '../api/insight-queries.js';
import { duration } from '../format/time.js';
import { insightTexts } from '../texts/insight-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { InsightExamples, InsightUnknown } from './insight-examples.js';
import { InsightFollowed } from './insight-followed.js';
import { IntervalBar, widestOf } from './interval-bar.js';

const texts = insightTexts.help;

/** What buyers look for after their purchase. */
export function InsightHelp({ parameters }: { parameters: InsightParameters }) {
  return (
    <Answer of={useQuery(helpQuery(parameters))} lines={8}>
      {({ buyers, customers, tooFresh, topics, unknownEvents }) => (
        <>
          <p>{texts.summary(customers, buyers, tooFresh)}</p>
          <InsightUnknown names={unknownEvents} />
          {topics.length === 0 ? (
            <Empty title={texts.none}>{texts.noneText}</Empty>
          ) : (
            <ol className="cards">
              {topics.map((topic) => (
                <li key={`${topic.product} ${topic.topic}`} className="card insight-card">
                  <div>
                    <h2 className="break">{topic.topic}</h2>
                    <p className="break">
                      {texts.about} <strong>{topic.product}</strong>: {texts.looked(topic.customers, topic.buyers, duration(topic.afterMs))}
                    </p>
                    <IntervalBar share={topic.share} interval={topic.interval} most={widestOf(topics)} />
                  </div>
                  <div>
                    <InsightFollowed
                      outcomes={[
                        [texts.returned, topic.returned],
                        [texts.ticket, topic.ticket],
                        [texts.lowRating, topic.lowRating],
                      ]}
                    />
                    <InsightExamples of={topic.examples} />
                  </div>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </Answer>
  );
}
