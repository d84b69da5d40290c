import { Type } from 'typebox';
import type { Engine } from '../../engine.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import type { ApiServer } from '../api-server.js';
import { NameParam } from '../asked.js';
import { CampaignEffect } from '../contract.js';
import { goneSignal } from '../gone-signal.js';
import { presentCampaignEffect } from '../present/campaign.js';

const LONGEST: Milliseconds = 365 * 86_400_000;

/** What campaigns brought about. */
export function campaignRoutes(app: ApiServer, engine: Engine): void {
  const querystring = Type.Object({
    goal: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: "The event that counts; default: the campaign's goal" })),
    within: Type.Optional(
      Type.String({ description: "How long after a customer was assigned it counts, up to 365d; default: as the campaign's goal" }),
    ),
    method: Type.Optional(Type.Union([Type.Literal('sequential'), Type.Literal('fixed')], { description: 'Default sequential' })),
    by: Type.Optional(Type.String({ maxLength: 100, description: 'A segment whose members are told apart from the others' })),
  });
  app.get(
    '/campaigns/:name/effect',
    {
      schema: {
        tags: ['decisions'],
        summary: 'What a campaign changed: those it reached beside those it held out',
        params: Type.Object(NameParam),
        querystring,
        response: { 200: CampaignEffect },
      },
    },
    async ({ params: { name: campaign }, query: { goal, within, method, by } }, reply) => {
      const request = {
        campaign,
        ...(goal !== undefined && { goal }),
        ...(within !== undefined && { within: lengthOf(within) }),
        ...(method !== undefined && { method }),
        ...(by !== undefined && { by }),
      };
      return presentCampaignEffect(await engine.campaignEffect(request, goneSignal(reply)));
    },
  );
}

function lengthOf(text: string): Milliseconds {
  const length = parseDuration(text);
  if (length !== undefined && length > 0 && length <= LONGEST) return length;
  throw new CuspError(ERRORS.invalidRequest, 'within is no duration of up to 365d, such as 7d');
}
