import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './components/not-found.js';
import { ProblemBox } from './components/problem-box.js';
import { Shell } from './components/shell.js';
import { TIMELINE_PARTS } from './format/timeline-parts.js';
import { NowPage } from './pages/now-page.js';

/** Reads text parameters of the address; whatever is not text is left out. */
function textParameters<K extends string>(...names: K[]) {
  return (search: Record<string, unknown>): { [name in K]?: string } => {
    const found: { [name in K]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') found[name] = value;
      else if (typeof value === 'number' || typeof value === 'boolean') found[name] = String(value);
    }
    return found;
  };
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <ProblemBox error={error} />,
});

/** Every page but the first is a file of its own. */
const PAGES = {
  customers: () => import('./pages/customers-page.js'),
  customer: () => import('./pages/customer-page.js'),
  identity: () => import('./pages/identity-page.js'),
  segments: () => import('./pages/segments-page.js'),
  segment: () => import('./pages/segment-page.js'),
  newSegment: () => import('./pages/new-segment-page.js'),
  metrics: () => import('./pages/metrics-page.js'),
  metric: () => import('./pages/metric-page.js'),
  moments: () => import('./pages/moments-page.js'),
  insight: () => import('./pages/insight-page.js'),
  journeys: () => import('./pages/journeys-page.js'),
  moment: () => import('./pages/moment-page.js'),
  newMoment: () => import('./pages/new-moment-page.js'),
  discover: () => import('./pages/discover-page.js'),
  campaigns: () => import('./pages/campaigns-page.js'),
  campaign: () => import('./pages/campaign-page.js'),
  newCampaign: () => import('./pages/new-campaign-page.js'),
  experiments: () => import('./pages/experiments-page.js'),
  experiment: () => import('./pages/experiment-page.js'),
  newExperiment: () => import('./pages/new-experiment-page.js'),
  decisions: () => import('./pages/decisions-page.js'),
  data: () => import('./pages/data-page.js'),
  source: () => import('./pages/source-page.js'),
  plan: () => import('./pages/plan-page.js'),
  settings: () => import('./pages/settings-page.js'),
  tour: () => import('./tour/tour-page.js'),
};

/** Fetches the pages while nobody waits for them, so that they open at once, and even when the engine is away. */
export function fetchPages(): void {
  // A page that fails to come now is asked for again when it is opened.
  for (const load of Object.values(PAGES)) load().catch(() => undefined);
}

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: NowPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/customers',
    validateSearch: textParameters('search', 'segment'),
    component: lazyRouteComponent(PAGES.customers, 'CustomersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/customers/$key',
    validateSearch: textParameters('show', 'why', 'act', 'of', 'find', 'with', 'erased', ...TIMELINE_PARTS),
    component: lazyRouteComponent(PAGES.customer, 'CustomerPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/identity',
    validateSearch: textParameters('show', 'truth'),
    component: lazyRouteComponent(PAGES.identity, 'IdentityPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/segments',
    component: lazyRouteComponent(PAGES.segments, 'SegmentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/segments/$name',
    validateSearch: textParameters('format', 'show', 'who', 'span', 'since', 'until', 'direction', 'also', 'not'),
    component: lazyRouteComponent(PAGES.segment, 'SegmentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/new-segment',
    component: lazyRouteComponent(PAGES.newSegment, 'NewSegmentPage'),
  }),
  // What begins with /metrics is the engine's own, for whoever watches it.
  createRoute({
    getParentRoute: () => root,
    path: '/customer-metrics',
    component: lazyRouteComponent(PAGES.metrics, 'MetricsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/customer-metrics/$name',
    component: lazyRouteComponent(PAGES.metric, 'MetricPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/moments',
    validateSearch: textParameters('name'),
    component: lazyRouteComponent(PAGES.moments, 'MomentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/insight',
    validateSearch: textParameters('show', 'segment', 'rank', 'feeling', 'by', 'split', 'release'),
    component: lazyRouteComponent(PAGES.insight, 'InsightPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/journeys',
    validateSearch: textParameters('from', 'to', 'within', 'segment', 'by', 'since', 'until', 'through', 'once'),
    component: lazyRouteComponent(PAGES.journeys, 'JourneysPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/moments/$name',
    validateSearch: textParameters('show'),
    component: lazyRouteComponent(PAGES.moment, 'MomentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/new-moment',
    component: lazyRouteComponent(PAGES.newMoment, 'NewMomentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/discover',
    validateSearch: textParameters('run'),
    component: lazyRouteComponent(PAGES.discover, 'DiscoverPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns',
    component: lazyRouteComponent(PAGES.campaigns, 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$name',
    validateSearch: textParameters('show', 'by'),
    component: lazyRouteComponent(PAGES.campaign, 'CampaignPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/new-campaign',
    component: lazyRouteComponent(PAGES.newCampaign, 'NewCampaignPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/experiments',
    component: lazyRouteComponent(PAGES.experiments, 'ExperimentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/experiments/$name',
    validateSearch: textParameters('show', 'method'),
    component: lazyRouteComponent(PAGES.experiment, 'ExperimentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/new-experiment',
    component: lazyRouteComponent(PAGES.newExperiment, 'NewExperimentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/decisions',
    validateSearch: textParameters('outcome', 'campaign', 'reason'),
    component: lazyRouteComponent(PAGES.decisions, 'DecisionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data',
    validateSearch: textParameters('query', 'show'),
    component: lazyRouteComponent(PAGES.data, 'DataPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data/sources/$name',
    validateSearch: textParameters('show'),
    component: lazyRouteComponent(PAGES.source, 'SourcePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data/plans/$name',
    validateSearch: textParameters('show'),
    component: lazyRouteComponent(PAGES.plan, 'PlanPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    validateSearch: textParameters('show', 'who', 'what', 'purpose', 'state'),
    component: lazyRouteComponent(PAGES.settings, 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tour',
    component: lazyRouteComponent(PAGES.tour, 'TourPage'),
  }),
] as const;

/** Where each address leads. */
export const router = createRouter({ routeTree: root.addChildren(routes), defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
