import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { segmentsQuery } from '../api/queries.js';
import { insightTexts as texts } from '../texts/insight-en.js';
import { SegmentOptions } from './segment-options.js';

/** The three questions. */
export type InsightQuestion = 'searches' | 'help' | 'features';

/** What the address says of a question. */
export interface InsightSearch {
  readonly show?: string;
  readonly segment?: string;
  readonly rank?: string;
  readonly feeling?: string;
  readonly by?: string;
  readonly split?: string;
  readonly release?: string;
}

interface Props {
  readonly question: InsightQuestion;
  readonly search: InsightSearch;
  readonly onAsk: (search: InsightSearch) => void;
}

/** What can be chosen of a question; asked when somebody says so, since an answer takes a while. */
export function InsightForm({ question, search, onAsk }: Props) {
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()] as const] : [],
    );
    onAsk({ show: question, ...Object.fromEntries(said) });
  };
  return (
    <form className="insight-form" onSubmit={submit}>
      <label className="choice">
        {texts.rank}
        <select name="rank" defaultValue={search.rank ?? 'customers'}>
          {Object.entries(texts.ranks[question]).map(([rank, words]) => (
            <option key={rank} value={rank}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="choice">
        {texts.segment}
        {/* Anew when the segments have come, so that the one that was asked about is chosen. */}
        <select key={segments.length} name="segment" defaultValue={search.segment ?? ''}>
          <SegmentOptions everybody={texts.everybody} segments={segments} />
        </select>
      </label>
      {question === 'features' && <FeatureChoices search={search} />}
      <button type="submit" className="button button-small">
        {texts.ask}
      </button>
    </form>
  );
}

function FeatureChoices({ search }: { search: InsightSearch }) {
  const own = texts.features;
  return (
    <>
      <label className="choice">
        {own.feeling}
        <select name="feeling" defaultValue={search.feeling ?? 'frustration'}>
          {Object.entries(own.feelings).map(([feeling, words]) => (
            <option key={feeling} value={feeling}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="choice">
        {own.by}
        <input name="by" defaultValue={search.by ?? ''} placeholder={own.byHint} maxLength={500} />
      </label>
      <label className="choice">
        {own.split}
        <input name="split" defaultValue={search.split ?? ''} placeholder={own.splitHint} maxLength={500} />
      </label>
      <label className="choice">
        {own.release}
        <input name="release" type="date" defaultValue={search.release ?? ''} />
      </label>
    </>
  );
}
