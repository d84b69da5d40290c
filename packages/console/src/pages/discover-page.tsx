import { getRouteApi } from '@tanstack/react-router';
import { DiscoverForm } from '../components/discover-form.js';
import { DiscoverProgress } from '../components/discover-progress.js';
import { MomentsTabs } from '../components/moments-tabs.js';
import { PageTitle } from '../components/page-title.js';
import { discoverTexts as texts } from '../texts/discover-en.js';

const route = getRouteApi('/discover');

/** Finds situations that lead to a goal. What is looked at stands in the address, so that it can be come back to. */
export function DiscoverPage() {
  const { run } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <MomentsTabs />
      <DiscoverForm onBegun={(discoveryId) => void navigate({ search: { run: discoveryId } })} />
      {run !== undefined && <DiscoverProgress key={run} discoveryId={run} />}
    </>
  );
}
