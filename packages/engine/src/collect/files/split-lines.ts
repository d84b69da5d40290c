import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a stream of UTF-8, without their ends, those of a chunk together.
 * @throws RangeError when a line is longer than `longest` characters.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let before = 0;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield checked(lines, before, longest);
    before += lines.length;
    checked([rest], before, longest);
  }
  rest += decoder.end();
  if (rest !== '') yield checked([rest], before, longest);
}

function checked(lines: readonly string[], before: number, longest: number): readonly string[] {
  return lines.map((line, index) => {
    if (line.length > longest) throw new RangeError(`line ${before + index + 1} is longer than ${longest} characters`);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  });
}
