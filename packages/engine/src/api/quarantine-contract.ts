/** The part of the management API's shapes that is about quarantine; `contract.ts` hands it on. */
import { By } from './definitions-contract.js';
import { type Static, type TSchema, Type } from 'typebox';

const Time = (description: string) => Type.String({ format: 'date-time', description });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const QuarantinedItem = Type.Object({
  id: Type.String(),
  source: Type.String(),
  receivedAt: Time('When it came'),
  reason: Type.String(),
  field: Nullable(Type.String()),
  detail: Type.String(),
  raw: Type.String(),
  replayed: Type.Boolean({ description: 'Whether it has left quarantine' }),
  state: Type.String({ description: 'waiting, replayed (as it was) or repaired (by rules)' }),
});
export type QuarantinedItem = Static<typeof QuarantinedItem>;
export const QuarantineList = Type.Object({ items: Type.Array(QuarantinedItem), nextCursor: Nullable(Type.String()) });
export type QuarantineList = Static<typeof QuarantineList>;

/** GET /api/v1/quarantine/groups: what there is, by source, reason and field; most that wait first. */
export const QuarantineGroups = Type.Object({
  groups: Type.Array(
    Type.Object({
      source: Type.String(),
      reason: Type.String(),
      field: Nullable(Type.String()),
      waiting: Type.Integer(),
      total: Type.Integer(),
    }),
  ),
});
export type QuarantineGroups = Static<typeof QuarantineGroups>;

const RulePath = Type.String({ minLength: 1, maxLength: 300, description: 'Such as properties.price, or properties.products[].price' });
const closedRule = { additionalProperties: false } as const;
export const RepairRule = Type.Union([
  Type.Object({ set: RulePath, to: Type.Unknown() }, closedRule),
  Type.Object({ rename: RulePath, to: RulePath }, closedRule),
  Type.Object({ remove: RulePath }, closedRule),
  Type.Object(
    {
      parse: RulePath,
      as: Type.Union([Type.Literal('number'), Type.Literal('time')]),
      format: Type.Optional(Type.String({ maxLength: 64, description: 'Of a number: point or comma. Of a time: as in mappings' })),
      timeZone: Type.Optional(Type.String({ maxLength: 64 })),
    },
    closedRule,
  ),
  Type.Object({ replace: RulePath, map: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 1_000 }) }, closedRule),
]);
export type RepairRule = Static<typeof RepairRule>;

/** POST /api/v1/quarantine/repair: mends items that wait by rules and sends them through, a part at a time. */
export const RepairRequest = Type.Object(
  {
    filter: Type.Object(
      {
        source: Type.Optional(Type.String()),
        reason: Type.Optional(Type.String()),
        field: Type.Optional(Type.String()),
        ids: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 })),
      },
      closedRule,
    ),
    rules: Type.Array(RepairRule, { maxItems: 20, description: 'Applied one after the other; none: as they are' }),
    dryRun: Type.Optional(Type.Boolean({ description: 'Says what each would become, and changes nothing' })),
    cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'nextCursor of the part before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Items in this part; default 50' })),
    by: By,
  },
  { additionalProperties: false },
);
export type RepairRequest = Static<typeof RepairRequest>;
export const RepairResult = Type.Object({
  repairId: Nullable(Type.String()),
  matching: Type.Integer({ description: 'How many waited when this part began' }),
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      status: Type.String({ description: 'accepted, duplicate or quarantined' }),
      reason: Nullable(Type.String()),
      field: Nullable(Type.String()),
      detail: Nullable(Type.String()),
      raw: Nullable(Type.String({ description: 'Its text after the rules' })),
      changes: Type.Array(Type.Object({ path: Type.String(), from: Type.Unknown(), to: Type.Unknown() })),
    }),
  ),
  nextCursor: Nullable(Type.String()),
});
export type RepairResult = Static<typeof RepairResult>;

export const ReplayRequest = Type.Object(
  { ids: Type.Array(Type.String(), { minItems: 1, maxItems: 1_000 }), by: By },
  { additionalProperties: false },
);
export const ReplayResult = Type.Object({
  results: Type.Array(
    Type.Object({ id: Type.String(), status: Type.String(), reason: Nullable(Type.String()), detail: Nullable(Type.String()) }),
  ),
});
export type ReplayResult = Static<typeof ReplayResult>;
