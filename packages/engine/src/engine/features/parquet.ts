import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { FeatureCell, FeatureColumn, FeatureTable } from '../../answers.js';

/** So many rows are held until they are written, column by column. */
const ROWS_A_GROUP = 10_000;

const TYPES = { number: 'DOUBLE', boolean: 'BOOLEAN', text: 'STRING', time: 'TIMESTAMP' } as const;

/** A table as the bytes of a Parquet file, some at a time: every column may have nulls, and text is UTF-8. */
export async function* parquetBytes({ columns, rows }: FeatureTable): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const described = columns.map(({ name, type }) => ({ name, type: TYPES[type], nullable: true, data: [] }));
  const parquet = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: described }), createdBy: 'cusp' });
  let group: (readonly FeatureCell[])[] = [];
  for await (const batch of rows()) {
    group.push(...batch);
    if (group.length < ROWS_A_GROUP) continue;
    await writeGroup(parquet, columns, group);
    group = [];
    yield taken(bytes);
  }
  await writeGroup(parquet, columns, group);
  await parquet.finish();
  yield taken(bytes);
}

async function writeGroup(
  parquet: ParquetWriter,
  columns: readonly FeatureColumn[],
  rows: readonly (readonly FeatureCell[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const columnData = columns.map(({ name, type }, index) => ({ name, data: rows.map((row) => dataOf(row[index] ?? null, type)) }));
  await parquet.write({ columnData, rowGroupSize: rows.length });
}

function dataOf(cell: FeatureCell, type: FeatureColumn['type']): FeatureCell | Date {
  return type === 'time' && typeof cell === 'number' ? new Date(cell) : cell;
}

/** What has been written so far, which the writer may then forget. */
function taken(bytes: ByteWriter): Uint8Array {
  const chunk = bytes.getBytes().slice();
  bytes.index = 0;
  return chunk;
}
