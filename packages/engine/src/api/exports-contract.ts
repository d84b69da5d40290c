import { type Static, Type } from 'typebox';

/** What /api/v1/exports answers. */

const Instant = Type.String({ format: 'date-time' });
const InstantOrNull = Type.Union([Instant, Type.Null()]);

export const ExportRunItem = Type.Object({
  at: Instant,
  rows: Type.Integer(),
  withheld: Type.Integer({ description: 'Members who were left out because they do not consent to the purpose' }),
  bytes: Type.Integer(),
  sha256: Type.String(),
  file: Type.Union([Type.String(), Type.Null()], { description: 'Null where it was put elsewhere, or removed since somebody was erased' }),
});
export type ExportRunItem = Static<typeof ExportRunItem>;

/** GET /api/v1/exports */
export const ExportList = Type.Object({
  exports: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Literal('failing')]),
      last: Type.Union([ExportRunItem, Type.Null()]),
      failure: Type.Union([Type.Object({ detail: Type.String(), at: Instant }), Type.Null()]),
      nextRunAt: InstantOrNull,
    }),
  ),
});
export type ExportList = Static<typeof ExportList>;
