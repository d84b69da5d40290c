import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './components/not-found.js';
import { ProblemBox } from './components/problem-box.js';
import { Shell } from './components/shell.js';
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

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: NowPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/customers',
    validateSearch: textParameters('search'),
    component: lazyRouteComponent(() => import('./pages/customers-page.js'), 'CustomersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/customers/$key',
    validateSearch: textParameters('show', 'why'),
    component: lazyRouteComponent(() => import('./pages/customer-page.js'), 'CustomerPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/segments',
    component: lazyRouteComponent(() => import('./pages/segments-page.js'), 'SegmentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/segments/$name',
    validateSearch: textParameters('format'),
    component: lazyRouteComponent(() => import('./pages/segment-page.js'), 'SegmentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/moments',
    validateSearch: textParameters('name'),
    component: lazyRouteComponent(() => import('./pages/moments-page.js'), 'MomentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/decisions',
    validateSearch: textParameters('outcome'),
    component: lazyRouteComponent(() => import('./pages/decisions-page.js'), 'DecisionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data',
    validateSearch: textParameters('query'),
    component: lazyRouteComponent(() => import('./pages/data-page.js'), 'DataPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tour',
    component: lazyRouteComponent(() => import('./tour/tour-page.js'), 'TourPage'),
  }),
] as const;

/** Where each address leads. */
export const router = createRouter({ routeTree: root.addChildren(routes), defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
