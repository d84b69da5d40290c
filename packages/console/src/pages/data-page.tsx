import { getRouteApi, Link } from '@tanstack/react-router';
import { OpenAlerts } from '../components/alerts.js';
import { Imports } from '../components/imports.js';
import { PageTitle } from '../components/page-title.js';
import { Quarantine } from '../components/quarantine.js';
import { Sources } from '../components/sources.js';
import { SqlBox } from '../components/sql-box.js';
import { TrackingPlans } from '../components/tracking-plans.js';
import { texts } from '../texts/en.js';
import { importTexts } from '../texts/imports-en.js';

const route = getRouteApi('/data');

/** Everything below one another, or one part of it. */
const SHOWN = { plans: TrackingPlans, imports: Imports, quarantine: Quarantine, sql: SqlBox } as const;
type Shown = keyof typeof SHOWN;

/** Where the data comes from, what was put aside, what is imported, and what can be asked of the rest. */
export function DataPage() {
  const { show } = route.useSearch();
  const shown = show !== undefined && Object.hasOwn(SHOWN, show) ? (show as Shown) : 'sources';
  return (
    <>
      <PageTitle title={texts.data.title} />
      <nav className="tabs" aria-label={importTexts.tabsLabel}>
        {(['sources', 'plans', 'imports', 'quarantine', 'sql'] as const).map((name) => (
          <Link
            key={name}
            to="/data"
            search={name === 'sources' ? {} : { show: name }}
            activeOptions={{ exact: true }}
            aria-current={name === shown ? 'page' : undefined}
          >
            {importTexts.tabs[name]}
          </Link>
        ))}
      </nav>
      {shown === 'sources' ? <Everything /> : <Part shown={shown} />}
    </>
  );
}

function Everything() {
  return (
    <>
      <OpenAlerts />
      <Sources />
      <Quarantine />
      <SqlBox />
    </>
  );
}

function Part({ shown }: { shown: Shown }) {
  const Chosen = SHOWN[shown];
  return <Chosen />;
}
