import { BrokenRow, LONGEST_KEPT, LONGEST_ROW, TOO_LONG } from './broken-row.js';
import type { TextChunk } from './text-chunks.js';

/** The lines of a text without their ends, those of a chunk together. One that is too long is broken, and never held whole. */
export async function* splitLines(chunks: AsyncIterable<TextChunk>): AsyncGenerator<readonly (string | BrokenRow)[]> {
  let rest = '';
  // Characters of the present line that were already let go of; what was kept of it is `rest`.
  let dropped = 0;
  const finished = (line: string): string | BrokenRow => {
    if (dropped + line.length > LONGEST_ROW) return new BrokenRow('row', TOO_LONG, line);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const { text } of chunks) {
    const [first = '', ...more] = text.split('\n');
    const last = more.pop();
    rest += first;
    if (last !== undefined) {
      const lines = [
        finished(rest),
        ...more.map((line) => (line.length > LONGEST_ROW ? new BrokenRow('row', TOO_LONG, line) : trimmed(line))),
      ];
      yield lines;
      dropped = 0;
      rest = last;
    }
    if (dropped + rest.length > LONGEST_ROW) {
      dropped += rest.length - Math.min(rest.length, LONGEST_KEPT);
      rest = rest.slice(0, LONGEST_KEPT);
    }
  }
  if (rest !== '') yield [finished(rest)];
}

function trimmed(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
