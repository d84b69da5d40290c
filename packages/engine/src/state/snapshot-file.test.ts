import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listIn, readSnapshot, type Section, writeSnapshot } from './snapshot-file.js';

test('lists that no single line holds come back value for value, beside bytes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cusp-snapshot-'));
  try {
    const long = Array.from({ length: 25_001 }, (_, index) =>
      index % 3 === 0 ? `a "text"\n${index}` : index % 3 === 1 ? index / 7 : null,
    );
    const sections = new Map<string, Section>([
      ['long', long],
      ['none', []],
      ['bytes', Buffer.from([1, 2, 3])],
    ]);
    await writeSnapshot(directory, { offset: 7, sections });
    const read = await readSnapshot(directory);
    expect(read?.offset).toBe(7);
    expect(listIn(read?.sections.get('long'))).toEqual(long);
    expect(listIn(read?.sections.get('none'))).toEqual([]);
    expect(listIn(read?.sections.get('unknown'))).toEqual([]);
    expect(read?.sections.get('bytes')).toEqual(Buffer.from([1, 2, 3]));
    expect(listIn(long)).toEqual(long);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
