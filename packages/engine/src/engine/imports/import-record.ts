import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Mapping } from '../../collect/mapping/mapping.js';

const Count = Type.Integer({ minimum: 0 });

/** What is written down of one import, so that it can be gone on with after a restart. Of the file's content there is nothing in it. */
export const ImportRecord = Type.Object({
  id: Type.String({ pattern: '^imp_[0-9a-f]{24}$' }),
  file: Type.String(),
  size: Count,
  by: Type.String(),
  at: Type.Number(),
  state: Type.Union([
    Type.Literal('uploading'),
    Type.Literal('ready'),
    Type.Literal('running'),
    Type.Literal('paused'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  source: Type.Union([Type.String(), Type.Null()]),
  mapping: Type.Union([Mapping, Type.Null()]),
  reached: Type.Union([Type.Object({ row: Type.Integer({ minimum: 1 }), batchAfter: Count }), Type.Null()]),
  /** Of earlier runs of it together. */
  counts: Type.Object({ rows: Count, accepted: Count, duplicate: Count, quarantined: Count, bytesRead: Count }),
  failure: Type.Union([Type.String(), Type.Null()]),
  endedAt: Type.Union([Type.Number(), Type.Null()]),
});
export type ImportRecord = Static<typeof ImportRecord>;

const shape = Compile(ImportRecord);

/** Reads what was written down; undefined when it is not whole. */
export function readImportRecord(text: string): ImportRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shape.Check(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
