import { BrokenRow } from './broken-row.js';
import { type DocumentRow, documentRow } from './document-row.js';
import { splitLines } from './split-lines.js';
import type { TextChunk } from './text-chunks.js';

/** The rows of newline-delimited JSON, those of a chunk together; blank lines are none. */
export async function* ndjsonRows(chunks: AsyncIterable<TextChunk>): AsyncGenerator<readonly (DocumentRow | BrokenRow)[]> {
  let suspect = false;
  const watched = async function* (): AsyncGenerator<TextChunk> {
    for await (const chunk of chunks) {
      suspect = chunk.suspect;
      yield chunk;
    }
  };
  for await (const lines of splitLines(watched())) {
    const rows: (DocumentRow | BrokenRow)[] = [];
    for (const line of lines) {
      if (line instanceof BrokenRow) rows.push(line);
      else if (line.trim() !== '') rows.push(documentRow(line, suspect));
    }
    yield rows;
  }
}
