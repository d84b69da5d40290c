import type { FeatureCell, FeatureColumn, FeatureTable } from '../../answers.js';
import { formatInstant } from '../../vocabulary/instant.js';

/** A table as lines of JSON, one object a row with every column in order, some rows at a time. */
export async function* featureLines({ columns, rows }: FeatureTable): AsyncGenerator<string> {
  for await (const batch of rows()) yield batch.map((row) => `${lineOf(columns, row)}\n`).join('');
}

function lineOf(columns: readonly FeatureColumn[], row: readonly FeatureCell[]): string {
  const cells = columns.map(({ name, type }, index) => `${JSON.stringify(name)}:${textOf(row[index] ?? null, type)}`);
  return `{${cells.join(',')}}`;
}

function textOf(cell: FeatureCell, type: FeatureColumn['type']): string {
  return JSON.stringify(type === 'time' && typeof cell === 'number' ? formatInstant(cell) : cell);
}
