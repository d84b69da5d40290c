import { getRouteApi, Link } from '@tanstack/react-router';
import { InsightFeatures } from '../components/insight-features.js';
import { InsightForm, type InsightQuestion, type InsightSearch } from '../components/insight-form.js';
import { InsightHelp } from '../components/insight-help.js';
import { InsightSearches } from '../components/insight-searches.js';
import { PageTitle } from '../components/page-title.js';
import { insightTexts as texts } from '../texts/insight-en.js';

const route = getRouteApi('/insight');
const PARTS = { searches: InsightSearches, help: InsightHelp, features: InsightFeatures } as const;
const QUESTIONS = Object.keys(PARTS) as readonly InsightQuestion[];

/** What customers look for and fail at: three questions, each ranked. */
export function InsightPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { show, ...parameters } = search;
  const question = QUESTIONS.find((known) => known === show) ?? 'searches';
  const Part = PARTS[question];
  const onAsk = (asked: InsightSearch) => void navigate({ search: asked, replace: true });
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <nav className="tabs" aria-label={texts.parts.label}>
        {QUESTIONS.map((name) => (
          <Link key={name} to="/insight" search={{ show: name }} aria-current={name === question ? 'page' : undefined}>
            {texts.parts[name]}
          </Link>
        ))}
      </nav>
      <InsightForm key={question} question={question} search={search} onAsk={onAsk} />
      <Part parameters={parameters} />
    </>
  );
}
