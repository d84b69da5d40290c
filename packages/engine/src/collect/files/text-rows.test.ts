import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BrokenRow, LONGEST_ROW } from './broken-row.js';
import { csvRows } from './csv-rows.js';
import { jsonRows } from './json-rows.js';
import { ndjsonRows } from './ndjson-rows.js';
import { type TextEncoding, textChunks, unsoundness } from './text-chunks.js';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % Math.max(sizes.length, 1)] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
const anySizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

/** What a reader gives, with broken rows as texts. */
async function all<T>(pieces: AsyncIterable<readonly (T | BrokenRow)[]>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const piece of pieces) {
    for (const row of piece) rows.push(row instanceof BrokenRow ? { broken: row.detail, text: row.text } : row);
  }
  return rows;
}
async function csv(bytes: Buffer | string, sizes: readonly number[] = [], delimiter = ','): Promise<unknown[]> {
  const pieces = csvRows(textChunks(cut(Buffer.from(bytes), sizes), undefined), { delimiter, fields: undefined });
  const rows = async function* () {
    for await (const piece of pieces) yield piece.rows;
  };
  return all(rows());
}
const json = (bytes: Buffer | string, sizes: readonly number[] = []) =>
  all(jsonRows(textChunks(cut(Buffer.from(bytes), sizes), undefined)));
const ndjson = (bytes: Buffer | string, sizes: readonly number[] = []) =>
  all(ndjsonRows(textChunks(cut(Buffer.from(bytes), sizes), undefined)));

describe('text', () => {
  const decoded = async (bytes: Buffer, encoding?: TextEncoding, sizes: readonly number[] = []) => {
    let text = '';
    let suspect = false;
    for await (const chunk of textChunks(cut(bytes, sizes), encoding)) {
      text += chunk.text;
      suspect = chunk.suspect;
    }
    return { text, suspect };
  };

  test('is the same wherever it is cut', async () => {
    const text = fc.string({ unit: 'binary' }).map((value) => `a${value.replaceAll(/[\0\ufeff]/g, '')}`);
    await fc.assert(
      fc.asyncProperty(text, anySizes, async (value, sizes) => {
        expect(await decoded(Buffer.from(value), undefined, sizes)).toEqual({ text: value, suspect: false });
        expect(await decoded(Buffer.from(`\ufeff${value}`), undefined, sizes)).toEqual({ text: value, suspect: false });
        expect((await decoded(Buffer.from(`\ufeff${value}`, 'utf16le'), undefined, sizes)).text).toBe(value);
        expect((await decoded(Buffer.from(value, 'utf16le'), 'utf16le', sizes)).text).toBe(value);
      }),
    );
  });

  test('bytes that are no UTF-8 are kept apart, the same wherever they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 4 }), anySizes, async (bytes, sizes) => {
        const whole = await decoded(Buffer.from(bytes));
        expect(await decoded(Buffer.from(bytes), undefined, sizes)).toEqual(whole);
      }),
    );
    const { text, suspect } = await decoded(Buffer.from([0x61, 0xe9, 0x62, 0x0a, 0xc3, 0xa9]));
    expect(suspect).toBe(true);
    expect(unsoundness(text.split('\n')[0] ?? '')).toContain('0xe9');
    expect(text.split('\n')[1]).toBe('é');
    expect((await decoded(Buffer.from([0x61, 0xe9, 0x62, 0x63]), 'latin1')).text).toBe('aébc');
  });
});

describe('CSV', () => {
  const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', ';') }), fc.string());
  const tableOf = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
  const written = (rows: readonly (readonly string[])[], end: string): string =>
    rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join(end) + end;

  test('what is written is read, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(tableOf, fc.constantFrom('\n', '\r\n'), anySizes, async (given, end, sizes) => {
        const rows = [given[0]?.map((_, index) => `c${index}`) ?? [], ...given].map((row) => row.map((text) => text.replaceAll('\0', '')));
        expect(await csv(written(rows, end), sizes)).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  test('any text gives the same rows wherever it is cut, and no line is lost', async () => {
    const noise = fc.string({ unit: fc.constantFrom('a', 'b', '"', '"', ',', '\n', '\r', ' ') });
    await fc.assert(
      fc.asyncProperty(noise, anySizes, async (text, sizes) => {
        const whole = await csv(`h1,h2\n${text}`);
        expect(await csv(`h1,h2\n${text}`, sizes)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('sound files are read as another reader reads them', async () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '"', ' ', 'x', '1') }).map((text) => `v${text}`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(plain, { minLength: 2, maxLength: 2 }), { minLength: 1 }), async (rows) => {
        const text = rows.map((row) => row.join(',')).join('\n');
        expect(await csv(text)).toEqual(parse(text, { relax_quotes: true }));
      }),
    );
  });

  test('old line ends, empty lines, spaces after a quotation mark, another delimiter', async () => {
    expect(await csv('a,b\r1,2\r\r3,4')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(await csv('a,b\n\n"1" ,2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(await csv('a||b\n"1||x"||2', [1], '||')).toEqual([
      ['a', 'b'],
      ['1||x', '2'],
    ]);
  });

  const UNCLOSED = expect.stringContaining('a quotation mark opens a field');
  test.each([
    ['never closed', '1,"x\n2,y\n3,z\n', [{ broken: UNCLOSED, text: '1,"x' }, ['2', 'y'], ['3', 'z']]],
    ["closed by the next row's", '1,"x\n2,"y"\n3,z\n', [{ broken: UNCLOSED, text: '1,"x' }, ['2', 'y'], ['3', 'z']]],
    ['followed by something', '1,"x"y\n2,z\n', [{ broken: UNCLOSED, text: '1,"x"y' }, ['2', 'z']]],
    ['closed at the wrong place', '1,"x\n2,y",z\n3,a\n', [{ broken: UNCLOSED, text: '1,"x' }, ['2', 'y"', 'z'], ['3', 'a']]],
    [
      'sound over lines',
      '1,"x\ny"\n3,a\n',
      [
        ['1', 'x\ny'],
        ['3', 'a'],
      ],
    ],
    [
      'inside an unquoted field',
      '1,12" ruler\n2,a\n',
      [
        ['1', '12" ruler'],
        ['2', 'a'],
      ],
    ],
  ])('a quotation mark %s', async (_what, rows, expected) => {
    for (const sizes of [[], [1], [3]]) expect(await csv(`h1,h2\n${rows}`, sizes)).toEqual([['h1', 'h2'], ...expected]);
  });

  test('a row that is too long is let go of, and the ones around it are read', async () => {
    const long = 'x'.repeat(LONGEST_ROW * 2);
    for (const text of [`1,${long}`, `1,"${long}`, `1,"${long}"`]) {
      const rows = await csv(`h1,h2\n0,a\n${text}\n2,b\n`, [65_536]);
      expect(rows).toEqual([
        ['h1', 'h2'],
        ['0', 'a'],
        { broken: expect.stringContaining('is longer than'), text: expect.any(String) },
        ['2', 'b'],
      ]);
      expect((rows[2] as { text: string }).text.length).toBeLessThan(20_000);
    }
    const open = await csv(`h1,h2\n1,"x\n${'2,b\n'.repeat(LONGEST_ROW / 2)}`, [65_536]);
    expect(open.length).toBe(2 + LONGEST_ROW / 2);
  });
});

describe('JSON', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as object);
  const documents = (rows: unknown[]) => rows.map((row) => (row as { document: unknown }).document);

  test('an array, values one after the other, or lines: the same documents, wherever they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(object), fc.constantFrom(undefined, 2), anySizes, async (values, indent, sizes) => {
        expect(documents(await json(JSON.stringify(values, null, indent), sizes))).toEqual(values);
        expect(documents(await json(values.map((value) => JSON.stringify(value, null, indent)).join('\n'), sizes))).toEqual(values);
        expect(documents(await ndjson(values.map((value) => `${JSON.stringify(value)}\r\n`).join(''), sizes))).toEqual(values);
      }),
    );
  });

  test('any text gives the same rows or the same failure wherever it is cut', async () => {
    const noise = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', ' ', '\n') });
    const outcome = (rows: Promise<unknown>): Promise<unknown> =>
      rows.catch((error: unknown) => (error instanceof RangeError ? error.message : Promise.reject(error)));
    await fc.assert(
      fc.asyncProperty(noise, anySizes, async (text, sizes) => {
        expect(await outcome(json(text, sizes))).toEqual(await outcome(json(text)));
      }),
      { numRuns: 500 },
    );
  });

  test('what is no object is broken alone', async () => {
    expect(await json('[{"a":1}, 5, "x", [1], nul, {"a":NaN}, {"b":2}]', [3])).toEqual([
      { document: { a: 1 }, text: '{"a":1}' },
      { broken: 'is no JSON object', text: '5' },
      { broken: 'is no JSON object', text: '"x"' },
      { broken: 'is no JSON object', text: '[1]' },
      { broken: expect.stringContaining('is no JSON: '), text: 'nul' },
      { broken: expect.stringContaining('is no JSON: '), text: '{"a":NaN}' },
      { document: { b: 2 }, text: '{"b":2}' },
    ]);
  });

  test.each([
    ['[{"a":1},{"b":2}', 'not closed after row 2'],
    ['[{"a":1},{"b":', 'ends within row 2'],
    ['[{"a":[1}},{"b":2}]', 'row 1 has brackets that do not match'],
  ])('%s cannot be told apart any further', async (text, message) => {
    await expect(json(text, [4])).rejects.toThrow(message);
  });

  test('a value that is too long, or nests without end, is let go of', async () => {
    const long = `{"a":"${'x'.repeat(LONGEST_ROW)}"}`;
    const deep = `${'['.repeat(LONGEST_ROW)}${']'.repeat(LONGEST_ROW)}`;
    const rows = await json(`[{"a":1},${long},${deep},{"b":2}]`, [65_536]);
    expect(rows.map((row) => (row as { broken?: string }).broken?.slice(0, 14))).toEqual([
      undefined,
      'is longer than',
      'is longer than',
      undefined,
    ]);
    const lines = await ndjson(`{"a":1}\n${long}\n{"b":2}`, [65_536]);
    expect(lines.map((row) => (row as { broken?: string }).broken?.slice(0, 14))).toEqual([undefined, 'is longer than', undefined]);
  });

  test('a line with bytes that are no text says so', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe9]), Buffer.from('"}\n{"a":"é"}')]);
    expect(await ndjson(bytes, [2])).toEqual([
      { broken: expect.stringContaining('0xe9'), text: expect.any(String) },
      { document: { a: 'é' }, text: '{"a":"é"}' },
    ]);
  });
});
