import { type Static, Type } from 'typebox';
import { ConsentLedger } from './consent-contract.js';
import { Customer, DecisionItem, IdentityLinks, Timeline } from './contract.js';
import { MomentItem } from './moment-contract.js';

/** The file of GET /api/v1/customers/{customer}/export. */
export const CustomerExport = Type.Object({
  exportedAt: Type.String({ format: 'date-time' }),
  customer: Customer,
  identity: IdentityLinks,
  consents: ConsentLedger,
  moments: Type.Array(MomentItem),
  decisions: Type.Array(DecisionItem),
  events: Timeline.properties.events,
});
export type CustomerExport = Static<typeof CustomerExport>;
