import type { InsightFeature } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { featuresQuery, type InsightParameters } from '../api/insight-queries.js';
import { plainName } from '../format/value.js';
import { insightTexts } from '../texts/insight-en.js';
import { Answer } from './answer.js';
import { Badge, type Tone } from './badge.js';
import { Empty } from './empty.js';
import { InsightExamples, InsightUnknown } from './insight-examples.js';
import { InsightFollowed } from './insight-followed.js';
import { IntervalBar, widestOf } from './interval-bar.js';
import { Prose } from './prose.js';

const texts = insightTexts.features;
const TONES: Readonly<Record<NonNullable<InsightFeature['comparison']>['word'], Tone>> = {
  better: 'good',
  worse: 'bad',
  'cannot be told yet': 'plain',
};

/** Which features frustrate, or delight. */
export function InsightFeatures({ parameters }: { parameters: InsightParameters }) {
  return (
    <Answer of={useQuery(featuresQuery(parameters))} lines={8}>
      {({ users, customers, features, compared, unplaced, filling, unknownEvents }) => (
        <>
          <p>
            {texts.summary(customers, users)} {compared > 0 && texts.compared(compared)}
          </p>
          {unplaced > 0 && <p className="dim card-note">{texts.unplaced(unplaced)}</p>}
          {filling.length > 0 && <p className="dim card-note">{texts.filling(filling)}</p>}
          <InsightUnknown names={unknownEvents} />
          {features.length === 0 ? (
            <Empty title={texts.none}>
              <Prose text={texts.noneText} />
            </Empty>
          ) : (
            <ol className="cards">
              {features.map((feature) => (
                <FeatureCard key={`${feature.feature} ${feature.group ?? ''}`} of={feature} most={widestOf(features)} />
              ))}
            </ol>
          )}
        </>
      )}
    </Answer>
  );
}

function FeatureCard({ of, most }: { of: InsightFeature; most: number }) {
  const { feature, group, users, customers, share, interval, ofDays, moments, followed, comparison, examples } = of;
  return (
    <li className="card insight-card">
      <div>
        <h2 className="break">
          {feature}
          {group !== null && <span className="dim"> · {group}</span>}{' '}
          {comparison !== null && <Badge tone={TONES[comparison.word]}>{texts.words[comparison.word]}</Badge>}
        </h2>
        <p>{texts.users(customers, users)}</p>
        <IntervalBar share={share} interval={interval} most={most} />
        <p className="dim card-note">
          {texts.moments}: {moments.map(({ name }) => plainName(name)).join(', ')}
        </p>
      </div>
      <div>
        <dl className="insight-followed">
          <div>
            <dt>{texts.ofDays}</dt>
            <dd>{insightTexts.intervalShort(ofDays.share, ofDays.interval[0], ofDays.interval[1])}</dd>
          </div>
          {comparison !== null && <Compared of={comparison} />}
        </dl>
        <InsightFollowed outcomes={[[texts.goal, followed]]} />
        <InsightExamples of={examples} />
      </div>
    </li>
  );
}

function Compared({ of: { kind, reference, own, difference, word } }: { of: NonNullable<InsightFeature['comparison']> }) {
  return (
    <div>
      <dt>{texts.kinds[kind]}</dt>
      <dd>
        {insightTexts.intervalShort(reference.share, reference.interval[0], reference.interval[1])} →{' '}
        {insightTexts.intervalShort(own.share, own.interval[0], own.interval[1])}
        <br />
        <span className={word === 'cannot be told yet' ? 'dim' : 'insight-told'}>
          {insightTexts.followed.points(difference.estimate, difference.interval[0], difference.interval[1])}
        </span>
      </dd>
    </div>
  );
}
