import type { Role } from '../vocabulary/access.js';

/** Who may ask for a route: a role, or anybody (to sign in with). */
export type Needed = Role | 'anybody';

/**
 * What each route of the management API takes. `viewer` sees everything but keys; `editor` changes definitions and data;
 * `approver` lets campaigns act; `admin` decides who comes in, holds the keys, and erases. A test holds the table to the routes.
 */
export const ROUTE_ROLES: Readonly<Record<string, Needed>> = {
  ...rows('anybody', 'GET /session', 'POST /session', 'DELETE /session', 'POST /invitations', 'POST /invitations/accept'),
  ...rows('viewer', 'PUT /session/password', 'GET /tokens', 'POST /tokens', 'DELETE /tokens/:id', 'GET /changes'),
  ...rows('viewer', 'GET /customers', 'GET /customers/:customer', 'GET /customers/:customer/timeline'),
  ...rows('viewer', 'GET /customers/by-trait', 'GET /customers/:customer/export'),
  ...rows('viewer', 'GET /customers/:customer/identity', 'GET /customers/:customer/consents', 'GET /erasures/:requestId'),
  ...rows(
    'viewer',
    'GET /segments',
    'GET /segments/:name',
    'GET /segments/:name/members',
    'GET /segments/:name/trend',
    'GET /segments/:name/changes',
    'GET /segments/:name/overlap',
    'GET /segments/:name/contactable',
    'GET /moments/:name/contactable',
  ),
  ...rows('viewer', 'GET /consents', 'GET /consents/choices', 'GET /consents/customers'),
  ...rows('viewer', 'GET /segments/:name/explain/:customer', 'POST /segments/preview', 'GET /segments/preview/:previewId'),
  ...rows('viewer', 'GET /metrics', 'GET /metrics/:name', 'GET /scores', 'GET /surges', 'GET /surges/:name'),
  ...rows('viewer', 'GET /moments', 'GET /moments/:name', 'GET /moments/:name/explain/:customer'),
  ...rows('viewer', 'GET /definitions', 'GET /definitions/:kind/:name', 'GET /definitions/:kind/:name/versions'),
  ...rows('viewer', 'GET /definitions/:kind/:name/versions/:version', 'POST /definitions/plan', 'GET /schema'),
  ...rows('viewer', 'GET /publications', 'GET /publications/:publicationId'),
  ...rows('viewer', 'GET /drafts', 'GET /drafts/:kind/:name', 'GET /drafts/:kind/:name/preview', 'GET /drafts/:kind/:name/:side'),
  ...rows('viewer', 'POST /discover', 'GET /discover/:discoveryId', 'DELETE /discover/:discoveryId'),
  ...rows('viewer', 'POST /journeys', 'GET /journeys', 'GET /journeys/:journeysId', 'DELETE /journeys/:journeysId'),
  ...rows('viewer', 'GET /insight/searches', 'GET /insight/help', 'GET /insight/features', 'GET /features', 'POST /features'),
  ...rows('viewer', 'GET /experiments', 'GET /experiments/:name/results', 'GET /experiments/:name/power'),
  ...rows('viewer', 'GET /campaigns', 'GET /campaigns/:name', 'GET /campaigns/:name/effect', 'POST /campaigns/preview'),
  ...rows('viewer', 'POST /campaigns/dry-runs', 'GET /campaigns/dry-runs/:dryRunId', 'DELETE /campaigns/dry-runs/:dryRunId'),
  ...rows('viewer', 'GET /decisions', 'GET /decisions/:id', 'GET /deliveries', 'GET /exports', 'GET /subscriptions'),
  ...rows('viewer', 'GET /identity/decisions', 'GET /identity/report', 'GET /identity/matching', 'GET /identity/suggestions'),
  ...rows('viewer', 'GET /identity/explain', 'GET /overview', 'GET /stream', 'POST /sql', 'POST /flush'),
  ...rows(
    'viewer',
    'GET /sources',
    'GET /sources/:name/accounting',
    'GET /sources/:name/quality',
    'GET /sources/:name/suggested-plan',
    'GET /alerts',
  ),
  ...rows('viewer', 'GET /quarantine', 'GET /quarantine/groups', 'GET /quarantine/:id'),
  ...rows('editor', 'PUT /definitions', 'POST /definitions/:kind/:name/rollback', 'PUT /drafts/:kind/:name', 'DELETE /drafts/:kind/:name'),
  ...rows(
    'editor',
    'POST /drafts/publish',
    'POST /identity/merge',
    'POST /identity/unmerge',
    'POST /identity/block',
    'POST /identity/unblock',
    'POST /identity/matching/learn',
  ),
  ...rows('editor', 'POST /quarantine/replay', 'POST /quarantine/repair', 'POST /sources/:name/items', 'POST /scores'),
  ...rows(
    'editor',
    'POST /customers/:customer/consents',
    'POST /customers/:customer/preference-link',
    'GET /exports/:name/file',
    'GET /segments/:name/export',
  ),
  ...rows('viewer', 'GET /imports', 'GET /imports/:id'),
  ...rows('editor', 'POST /imports', 'PUT /imports/:id/content', 'GET /imports/:id/columns', 'POST /imports/:id/preview'),
  ...rows('editor', 'POST /imports/:id/run', 'POST /imports/:id/pause', 'DELETE /imports/:id'),
  ...rows('approver', 'POST /campaigns/:name/run', 'POST /campaigns/:name/pause', 'POST /campaigns/:name/stop'),
  ...rows('approver', 'POST /campaigns/:name/approve', 'POST /acting/run', 'POST /acting/pause'),
  ...rows('approver', 'POST /deliveries/replay', 'POST /exports/:name/run'),
  ...rows('admin', 'GET /people', 'POST /people', 'PUT /people/:id', 'DELETE /people/:id', 'POST /people/:id/restore'),
  ...rows('admin', 'POST /people/:id/invitation', 'DELETE /customers/:customer', 'POST /rebuild/:what'),
  ...rows('admin', 'GET /keys', 'POST /sources/:name/keys', 'DELETE /keys/:id'),
  ...rows('admin', 'GET /secrets', 'PUT /secrets/:name', 'DELETE /secrets/:name'),
};

/** What a route takes; one that is in no row takes an admin. @param path below /api/v1 */
export function roleFor(method: string, path: string): Needed {
  const row = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  return Object.hasOwn(ROUTE_ROLES, row) ? (ROUTE_ROLES[row] as Needed) : 'admin';
}

function rows(needed: Needed, ...routes: string[]): Record<string, Needed> {
  return Object.fromEntries(routes.map((route) => [route, needed]));
}
