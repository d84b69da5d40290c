import { Type } from 'typebox';
import type { RepairRequest as RepairAsked } from '../../answers.js';
import type { Engine } from '../../engine.js';
import type { RepairRule } from '../../vocabulary/repair.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { PageQuery, pageAsked } from '../asked.js';
import {
  QuarantineGroups,
  QuarantinedItem,
  QuarantineList,
  type RepairRequest as RepairBody,
  RepairRequest,
  RepairResult,
  ReplayRequest,
  ReplayResult,
} from '../contract.js';
import { presentQuarantine, presentQuarantined, presentRepair, presentReplay } from '../present/source.js';

const tags = ['sources'];
const Filter = { source: Type.Optional(Type.String()), reason: Type.Optional(Type.String()), field: Type.Optional(Type.String()) };
const State = Type.Union([Type.Literal('waiting'), Type.Literal('replayed'), Type.Literal('repaired')]);

/** Quarantine: what was put aside, and how it comes back. */
export function quarantineRoutes(app: ApiServer, engine: Engine): void {
  const querystring = Type.Object({ ...PageQuery, ...Filter, state: Type.Optional(State) });
  app.get(
    '/quarantine',
    { schema: { tags, summary: 'What was put aside, newest first', querystring, response: { 200: QuarantineList } } },
    async ({ query }) => {
      const { source, reason, field, state } = query;
      const filter = { ...filterAsked({ source, reason, field }), ...(state === undefined ? {} : { state }) };
      return presentQuarantine(await engine.quarantine({ ...pageAsked(query), ...filter }));
    },
  );
  app.get(
    '/quarantine/groups',
    { schema: { tags, summary: 'What was put aside, by source, reason and field', response: { 200: QuarantineGroups } } },
    () => ({ groups: engine.quarantineGroups().map((group) => ({ ...group })) }),
  );
  app.get(
    '/quarantine/:id',
    { schema: { tags, summary: 'One item', params: Type.Object({ id: Type.String() }), response: { 200: QuarantinedItem } } },
    ({ params }) => presentQuarantined(engine.quarantinedItem(params.id)),
  );
  app.post(
    '/quarantine/replay',
    { schema: { tags, summary: 'Send items through cleaning again', body: ReplayRequest, response: { 200: ReplayResult } } },
    async ({ body, headers }) => presentReplay(await engine.replayQuarantine(body.ids, actingPerson(headers, body.by))),
  );
  app.post(
    '/quarantine/repair',
    { schema: { tags, summary: 'Mend items by rules and send them through', body: RepairRequest, response: { 200: RepairResult } } },
    async ({ body, headers }) => presentRepair(await engine.repairQuarantine(repairAsked(body, actingPerson(headers, body.by)))),
  );
}

function repairAsked({ filter, rules, dryRun, cursor, limit }: RepairBody, by: string): RepairAsked {
  const { ids, ...rest } = filter;
  return {
    filter: { ...filterAsked(rest), ...(ids === undefined ? {} : { ids }) },
    // What a rule sets came as JSON.
    rules: rules as readonly RepairRule[],
    by,
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function filterAsked({ source, reason, field }: { source?: string | undefined; reason?: string | undefined; field?: string | undefined }): {
  readonly source?: string;
  readonly reason?: string;
  readonly field?: string;
} {
  return {
    ...(source === undefined ? {} : { source }),
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field }),
  };
}
