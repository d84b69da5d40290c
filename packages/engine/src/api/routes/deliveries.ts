import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { actingPerson } from '../acting-person.js';
import type { ApiServer } from '../api-server.js';
import { customerAsked, pageAsked, PageQuery } from '../asked.js';
import { DeliveryList, DeliveryReplay, DeliveryReplayRequest, DeliveryStatus } from '../contract.js';
import { presentDelivery } from '../present/delivery.js';

const tags = ['decisions'];

/** What became of what was decided, and dead letters. */
export function deliveryRoutes(app: ApiServer, engine: Engine): void {
  const querystring = Type.Object({
    ...PageQuery,
    status: Type.Optional(DeliveryStatus),
    campaign: Type.Optional(Type.String({ maxLength: 100 })),
    customer: Type.Optional(Type.String({ description: 'type:id' })),
  });
  app.get(
    '/deliveries',
    {
      schema: {
        tags,
        summary: 'What became of sends, those decided last first; a page may have fewer than limit although more follow',
        querystring,
        response: { 200: DeliveryList },
      },
    },
    ({ query: { status, campaign, customer, ...page } }) => {
      const { items, nextCursor } = engine.decisions({
        ...pageAsked(page),
        outcome: 'send',
        ...(status !== undefined && { delivery: status }),
        ...(campaign !== undefined && { campaign }),
        ...(customer !== undefined && { identifier: customerAsked(customer) }),
      });
      return { deliveries: items.map(presentDelivery), nextCursor };
    },
  );
  app.post(
    '/deliveries/replay',
    {
      schema: {
        tags,
        summary: 'Take dead deliveries up again; consent and all else is asked anew before they are sent',
        body: DeliveryReplayRequest,
        response: { 200: DeliveryReplay },
      },
    },
    async ({ body, headers }) => {
      const by = actingPerson(headers);
      const answer: DeliveryReplay = { replayed: [], notDead: [] };
      for (const decisionId of new Set(body.decisionIds)) {
        const replayed = await isReplayed(engine, decisionId, by);
        (replayed ? answer.replayed : answer.notDead).push(decisionId);
      }
      return answer;
    },
  );
}

async function isReplayed(engine: Engine, decisionId: string, by: string): Promise<boolean> {
  try {
    await engine.replayDelivery(decisionId, by);
    return true;
  } catch (error) {
    if (error instanceof CuspError && error.code === ERRORS.notFound.code) return false;
    throw error;
  }
}
