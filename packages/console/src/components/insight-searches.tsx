import type { SearchTerm } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { type InsightParameters, searchesQuery } from '../api/insight-queries.js';
import { insightTexts } from '../texts/insight-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { InsightExamples, InsightUnknown } from './insight-examples.js';
import { InsightFollowed } from './insight-followed.js';
import { IntervalBar } from './interval-bar.js';
import { Prose } from './prose.js';

const texts = insightTexts.searches;

/** What customers search for and do not find. */
export function InsightSearches({ parameters }: { parameters: InsightParameters }) {
  return (
    <Answer of={useQuery(searchesQuery(parameters))} lines={8}>
      {({ customers, notFound, different, terms, unknownEvents }) => (
        <>
          <p>{texts.summary(customers, notFound, different)}</p>
          <InsightUnknown names={unknownEvents} />
          {terms.length === 0 ? (
            <Empty title={texts.none}>
              <Prose text={texts.noneText} />
            </Empty>
          ) : (
            <ol className="cards">
              {terms.map((term) => (
                <Term key={term.term} of={term} />
              ))}
            </ol>
          )}
        </>
      )}
    </Answer>
  );
}

function Term({ of }: { of: SearchTerm }) {
  const { term, notFound, customers, share, interval, spellings, bought, ticket, lostValue, examples } = of;
  return (
    <li className="card insight-card">
      <div>
        <h2 className="break">{term}</h2>
        <p>{texts.inVain(notFound, customers)}</p>
        <IntervalBar share={share} interval={interval} most={1} />
        <p className="dim card-note">{endingsOf(of).join(' · ')}</p>
        {spellings.length > 1 && (
          <p className="dim card-note break">
            {texts.spellings}:{' '}
            {spellings
              .slice(1)
              .map(({ text, customers: own, notFound: inVain }) => texts.spelling(text, own, inVain))
              .join(', ')}
          </p>
        )}
      </div>
      <div>
        <InsightFollowed
          outcomes={[
            [texts.bought, bought],
            [texts.ticket, ticket],
          ]}
        />
        {lostValue !== null && (
          <p className="card-note" title={texts.lostNote}>
            {texts.lost} <strong>{texts.lostValue(lostValue.estimate, lostValue.interval[0], lostValue.interval[1])}</strong>
          </p>
        )}
        <InsightExamples of={examples} />
      </div>
    </li>
  );
}

function endingsOf({ endings: { noResults, reformulated, left }, instead }: SearchTerm): readonly string[] {
  return [
    ...(noResults > 0 ? [texts.noResults(noResults)] : []),
    ...(reformulated > 0 ? [texts.reformulated(reformulated, instead[0]?.term)] : []),
    ...(left > 0 ? [texts.left(left)] : []),
  ];
}
