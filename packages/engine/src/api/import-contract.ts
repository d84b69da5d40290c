/** The shapes of files that are uploaded, mapped and imported; `contract.ts` hands them on. */
import { type Static, type TSchema, Type } from 'typebox';
import { Mapping } from '../collect/mapping/mapping.js';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Time = (description: string) => Type.String({ format: 'date-time', description });
const closed = { additionalProperties: false } as const;

/** POST /api/v1/imports: begins the upload of a file. */
export const ImportRequest = Type.Object(
  {
    file: Type.String({ minLength: 1, maxLength: 255, description: 'Its name, whose ending tells formats apart' }),
    size: Type.Integer({ minimum: 1, description: 'Bytes; at most 20 GiB' }),
  },
  closed,
);
export type ImportRequest = Static<typeof ImportRequest>;

/** One import, as it is now. */
export const ImportItem = Type.Object({
  id: Type.String(),
  file: Type.String(),
  size: Type.Integer({ description: 'Bytes' }),
  uploaded: Type.Integer({ description: 'Bytes that are here: where the next part begins' }),
  by: Type.String(),
  at: Time('When it was begun'),
  endedAt: Nullable(Time('When it was over')),
  state: Type.String({ description: 'uploading, ready (to be run), running, paused, done or failed' }),
  source: Nullable(Type.String()),
  mapping: Nullable(Mapping),
  rows: Type.Integer({ description: 'Rows that were read' }),
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  quarantined: Type.Integer(),
  bytesRead: Type.Integer({ description: 'Of `size`: how far it is' }),
  rowsPerSecond: Type.Number(),
  remainingMs: Nullable(Type.Number({ description: 'At this rate' })),
  failure: Nullable(Type.String()),
});
export type ImportItem = Static<typeof ImportItem>;
export const ImportList = Type.Object({ imports: Type.Array(ImportItem) });
export type ImportList = Static<typeof ImportList>;

/** PUT /api/v1/imports/{id}/content: the next part of a file, as `application/octet-stream`, at most 8 MiB. */
export const ImportPartQuery = Type.Object({ from: Type.Integer({ minimum: 0, description: 'Where it begins: `uploaded`' }) });

/** GET /api/v1/imports/{id}/columns: what a file holds, and how it could become events. */
export const ImportColumns = Type.Object({
  rows: Type.Integer({ description: 'Rows that were looked at' }),
  columns: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String({ description: 'text, integer, number, boolean, time, json or empty' }),
      format: Type.Optional(Type.String({ description: 'Of a time: how it is written' })),
      ambiguous: Type.Optional(Type.Boolean({ description: 'Of a time: day and month could be the other way round' })),
      examples: Type.Array(Type.String()),
      filled: Type.Integer(),
    }),
  ),
  mapping: Mapping,
  doubts: Type.Array(Type.String(), { description: 'no_time, no_person, ambiguous_time, time_zone' }),
  earlier: Nullable(Type.String({ description: 'The file whose import had this mapping; null when it is suggested' })),
});
export type ImportColumns = Static<typeof ImportColumns>;

/** POST /api/v1/imports/{id}/preview: what the first rows would become. */
export const ImportPreviewRequest = Type.Object(
  { mapping: Mapping, rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 20' })) },
  closed,
);
export type ImportPreviewRequest = Static<typeof ImportPreviewRequest>;
export const ImportPreview = Type.Object({
  rows: Type.Integer(),
  complete: Type.Boolean({ description: 'Whether these are all rows' }),
  accepted: Type.Integer(),
  quarantined: Type.Integer(),
  events: Type.Array(Type.Object({ event: Type.String(), count: Type.Integer() })),
  preview: Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'Items of the tracking API' }),
  putAside: Type.Array(
    Type.Object({
      reason: Type.String(),
      count: Type.Integer(),
      examples: Type.Array(
        Type.Object({ row: Nullable(Type.Integer()), field: Nullable(Type.String()), detail: Type.String(), raw: Type.String() }),
      ),
    }),
  ),
});
export type ImportPreview = Static<typeof ImportPreview>;

/** POST /api/v1/imports/{id}/run: imports it, or goes on where it stopped (then without a mapping). */
export const ImportRunRequest = Type.Object({ mapping: Type.Optional(Mapping) }, closed);
export type ImportRunRequest = Static<typeof ImportRunRequest>;

/** DELETE /api/v1/imports/{id}. */
export const ImportRemoved = Type.Object({ removed: Type.Literal(true) });
export type ImportRemoved = Static<typeof ImportRemoved>;
