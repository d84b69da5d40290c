import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type SseMessage } from './sse-parser.js';

function parse(...pieces: string[]): SseMessage[] {
  const parser = createSseParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

describe('sse parser', () => {
  it('reads name, data and id, and remembers the id for messages without one', () => {
    expect(parse('event: moment\nid: 0:7\ndata: {"a":1}\n\ndata: x\n\n')).toEqual([
      { event: 'moment', data: '{"a":1}', id: '0:7' },
      { event: 'message', data: 'x', id: '0:7' },
    ]);
  });

  it('joins several data lines, keeps all but one leading space, and reads fields without a colon', () => {
    expect(parse('data:  two\ndata\ndata:three\n\n')[0]?.data).toBe(' two\n\nthree');
  });

  it('passes over comments, unknown fields, ids with NUL and messages without data', () => {
    expect(parse(': beat\n\nevent: event\n\nfoo: bar\nid: a\0b\ndata: d\n\n')).toEqual([{ event: 'message', data: 'd', id: '' }]);
  });

  it('gives nothing for a message that is cut off', () => {
    expect(parse('data: half')).toEqual([]);
  });

  it('takes a retry of digits only', () => {
    const parser = createSseParser();
    parser.push('retry: 1500\nretry: soon\n');
    expect(parser.retry).toBe(1_500);
  });

  it('drops a byte order mark at the very beginning and nowhere else', () => {
    expect(parse('\uFEFFdata: \uFEFFx\n\n')[0]?.data).toBe('\uFEFFx');
  });

  const line = fc.stringMatching(/^[a-zé: {}"]{0,12}$/);
  const ending = fc.constantFrom('\n', '\r', '\r\n');

  it('gives the same messages however the stream is cut and whichever line endings it has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ data: fc.array(line, { minLength: 1, maxLength: 3 }), id: line }), { maxLength: 6 }),
        ending,
        fc.array(fc.nat(400)),
        (messages, end, cuts) => {
          const text = messages
            .map((message) => [...message.data.map((part) => `data: ${part}`), `id: ${message.id}`, '', ''].join(end))
            .join('');
          const places = [...new Set(cuts.filter((cut) => cut < text.length))].sort((left, right) => left - right);
          const pieces = [0, ...places].map((start, index) => text.slice(start, places[index] ?? text.length));
          // A stream that ends in CR may still be followed by LF: one more comment line closes it.
          const read = parse(...pieces, ':end\n');
          expect(read).toEqual(messages.map((message) => ({ event: 'message', data: message.data.join('\n'), id: message.id })));
        },
      ),
    );
  });
});
