import { getRouteApi, Link } from '@tanstack/react-router';
import { CustomersTabs } from '../components/customers-tabs.js';
import { IdentityLog } from '../components/identity-log.js';
import { IdentityMatching } from '../components/identity-matching.js';
import { IdentityReport } from '../components/identity-report.js';
import { IdentitySuggestions } from '../components/identity-suggestions.js';
import { PageTitle } from '../components/page-title.js';
import { useRefreshOn } from '../live/live.js';
import { identityPageTexts as texts } from '../texts/identity-page-en.js';

const route = getRouteApi('/identity');

const SHOWN = {
  report: IdentityReport,
  suggestions: IdentitySuggestions,
  matching: IdentityMatching,
  decisions: IdentityLog,
} as const;
type Shown = keyof typeof SHOWN;

/** Who is who: how good the picture looks, who may be one person, what matching has learned, and what was decided. */
export function IdentityPage() {
  const { show } = route.useSearch();
  const shown: Shown = show !== undefined && Object.hasOwn(SHOWN, show) ? (show as Shown) : 'report';
  const Part = SHOWN[shown];
  useRefreshOn(['identity', 'suggestions'], isOfIdentity);
  useRefreshOn(['identity', 'matching'], isOfIdentity);
  useRefreshOn(['identity', 'decisions'], isOfIdentity);
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <CustomersTabs />
      <nav className="tabs tabs-small identity-tabs" aria-label={texts.tabsLabel}>
        {(Object.keys(SHOWN) as Shown[]).map((name) => (
          <Link
            key={name}
            to="/identity"
            search={name === 'report' ? {} : { show: name }}
            activeOptions={{ exact: true }}
            aria-current={name === shown ? 'page' : undefined}
            replace
          >
            {texts.tabs[name]}
          </Link>
        ))}
      </nav>
      <Part />
    </>
  );
}

function isOfIdentity({ type }: { readonly type: string }): boolean {
  return type === 'identity';
}
