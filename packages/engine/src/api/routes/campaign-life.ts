import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import type { CampaignAct, CampaignAction } from '../../vocabulary/campaign-act.js';
import { actor } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { NameParam } from '../asked.js';
import { ApproveRequest, type CampaignActed as Acted, CampaignActed, CampaignActRequest, CampaignList, CampaignPage } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentCampaign, presentCampaignAct, presentCampaignPage } from '../present/campaign-life.js';

const tags = ['decisions'];
const params = Type.Object(NameParam);

/** Whether campaigns act, what they did, and what is done with them. */
export function campaignLifeRoutes(app: ApiServer, engine: Engine): void {
  readingRoutes(app, engine);
  for (const action of ['run', 'pause', 'stop'] as const) actionRoute(app, engine, action);
  const summary = 'Approve the version of a campaign that was looked at: it acts from now on';
  app.post(
    '/campaigns/:name/approve',
    { schema: { tags, summary, params, body: ApproveRequest, response: { 200: CampaignActed } } },
    async ({ params: { name }, body: { version, reason = '', by }, headers }) => {
      const act = await engine.campaigns.act({
        campaign: name,
        action: 'approve',
        version,
        ...actor(headers, by),
        reason,
      });
      return acted(engine, name, act);
    },
  );
  for (const action of ['run', 'pause'] as const) actingRoute(app, engine, action);
}

function readingRoutes(app: ApiServer, engine: Engine): void {
  app.get(
    '/campaigns',
    { schema: { tags, summary: 'The campaigns in force: whether they act, and what they did', response: { 200: CampaignList } } },
    async (_request, reply) => {
      const campaigns = await engine.campaigns.list(goneSignal(reply));
      const held = engine.campaigns.held();
      return { campaigns: campaigns.map(presentCampaign), held: held && presentCampaignAct(held) };
    },
  );
  app.get(
    '/campaigns/:name',
    { schema: { tags, summary: 'A campaign: what it did day by day, and what was done with it', params, response: { 200: CampaignPage } } },
    async ({ params: { name }, headers }, reply) => {
      const detail = await engine.campaigns.get(name, goneSignal(reply));
      return presentCampaignPage(detail, engine.campaigns.mayApprove(name, actor(headers).personId));
    },
  );
}

const SUMMARIES = {
  run: 'Let a campaign act (again)',
  pause: 'Pause a campaign: its decisions are refused, and are on record',
  stop: 'Stop a campaign: it decides nothing any more, and what waits to be sent ends unsent',
} as const;

function actionRoute(app: ApiServer, engine: Engine, action: keyof typeof SUMMARIES): void {
  app.post(
    `/campaigns/:name/${action}`,
    { schema: { tags, summary: SUMMARIES[action], params, body: CampaignActRequest, response: { 200: CampaignActed } } },
    async ({ params: { name }, body: { reason = '', by }, headers }) =>
      acted(engine, name, await engine.campaigns.act({ campaign: name, action, ...actor(headers, by), reason })),
  );
}

/** Of all campaigns at once. */
function actingRoute(app: ApiServer, engine: Engine, action: Extract<CampaignAction, 'run' | 'pause'>): void {
  const summary = action === 'pause' ? 'Pause all campaigns at once' : 'Let the campaigns act again after all were paused at once';
  app.post(
    `/acting/${action}`,
    { schema: { tags, summary, body: CampaignActRequest, response: { 200: CampaignActed } } },
    async ({ body: { reason = '', by }, headers }) =>
      acted(engine, null, await engine.campaigns.act({ campaign: null, action, ...actor(headers, by), reason })),
  );
}

function acted(engine: Engine, name: string | null, act: CampaignAct | null): Acted {
  return { act: act && presentCampaignAct(act), state: name === null ? null : engine.campaigns.stateOf(name) };
}
