import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a stream of UTF-8, without their ends.
 * @throws RangeError when a line is longer than `longest` characters.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 1;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield checked(line, number, longest);
      number += 1;
    }
    checked(rest, number, longest);
  }
  rest += decoder.end();
  if (rest !== '') yield checked(rest, number, longest);
}

function checked(line: string, number: number, longest: number): string {
  if (line.length > longest) throw new RangeError(`line ${number} is longer than ${longest} characters`);
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
