import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BrokenRow } from './broken-row.js';
import type { DocumentRow } from './document-row.js';
import type { OpenFile } from './open-file.js';
import { parquetRows } from './parquet-rows.js';

/** The rows of Parquet. It is read from its end, so that what is compressed as a whole, or comes as a stream, goes to a temporary file first. */
export async function* parquetFile(opened: OpenFile): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  const onRead = (share: number): void => opened.onRead(share);
  if (opened.plainPath !== undefined) {
    yield* parquetRows(opened.plainPath, onRead);
    return;
  }
  const spool = join(tmpdir(), `cusp-import-${randomUUID()}.parquet`);
  try {
    await pipeline(opened.content, createWriteStream(spool, { flags: 'wx', mode: 0o600 }));
    yield* parquetRows(spool, onRead);
  } finally {
    await rm(spool, { force: true });
  }
}
