import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry, Journal, Offset } from './journal.js';

/** A journal under test, and what is done to it from outside. */
export interface JournalUnderTest {
  readonly journal: Journal;
  /** Lets the next write to the medium fail, once. */
  failNextWrite(): void;
  /** Lets so much time pass that a failed journal may try again. */
  waitForRetry(): void;
  /** Ends the process, and opens what it left behind. */
  reopen(): Promise<JournalUnderTest>;
  cleanUp(): Promise<void>;
}

/** What an entry says, as plain values that may be kept. */
export interface Seen {
  readonly offset: Offset;
  readonly kind: string;
  readonly text: string;
}

/** Copies an entry, whose payload is only valid until the next read. */
export function seen(entry: Entry): Seen {
  return { offset: entry.offset, kind: entry.kind, text: entry.payload.toString('utf8') };
}

/** All that a scan yields. */
export async function scanned(journal: Journal, from: Offset = journal.start, to?: Offset): Promise<Seen[]> {
  const all: Seen[] = [];
  for await (const batch of journal.scan(from, to)) all.push(...batch.map(seen));
  return all;
}

/** The promises that every driver of the journal keeps. `segmentBytes` must be 1,000 in what `open` opens. */
export function journalContract(driver: string, open: () => Promise<JournalUnderTest>): void {
  describe(`journal contract: ${driver}`, () => {
    let test: JournalUnderTest;
    let journal: Journal;
    const use = (next: JournalUnderTest): void => {
      test = next;
      journal = next.journal;
    };
    beforeEach(async () => use(await open()));
    afterEach(async () => {
      await journal.close().catch(() => undefined);
      await test.cleanUp();
    });
    const appendTexts = (count: number, size = 40): Seen[] =>
      Array.from({ length: count }, (_, i) => {
        const text = `${i}:`.padEnd(size, 'ä');
        return { offset: journal.append('event', text), kind: 'event', text };
      });

    describe('append and commit', () => {
      it('begins empty', () => {
        expect([journal.start, journal.head, journal.durable, journal.failed]).toEqual([0, 0, 0, null]);
      });

      it('hands out growing offsets, and is durable only once the commit has resolved', async () => {
        const first = journal.append('event', '{"a":1}');
        const second = journal.append('moment', '{"b":"ü€😀"}');
        expect(first).toBe(0);
        expect(second).toBeGreaterThan(first);
        expect(journal.head).toBeGreaterThan(second);
        const committed = journal.commit();
        expect(journal.durable).toBe(0);
        await committed;
        expect(journal.durable).toBe(journal.head);
      });

      it('resolves a commit of nothing', async () => {
        await expect(journal.commit()).resolves.toBeUndefined();
      });

      it('covers with one commit what came before, from whomever', async () => {
        const entries = appendTexts(5);
        const first = journal.commit();
        const later = journal.append('decision', 'later');
        await Promise.all([first, journal.commit()]);
        expect(await scanned(journal)).toEqual([...entries, { offset: later, kind: 'decision', text: 'later' }]);
      });

      it('takes in what is appended while a commit is under way', async () => {
        const early = appendTexts(3);
        const first = journal.commit();
        await Promise.resolve();
        const late = appendTexts(3);
        await journal.commit();
        await first;
        expect(await scanned(journal)).toEqual([...early, ...late]);
      });

      it('keeps an empty payload, and one larger than a segment and than a chunk', async () => {
        const large = '€'.repeat(800_000);
        const offsets = [journal.append('event', ''), journal.append('event', large), journal.append('event', 'after')];
        await journal.commit();
        expect((await scanned(journal)).map(({ offset, text }) => [offset, text.length])).toEqual([
          [offsets[0], 0],
          [offsets[1], 800_000],
          [offsets[2], 5],
        ]);
        expect(journal.entryAt(offsets[1] as Offset).payload.toString('utf8')).toBe(large);
      });

      it('tells its listeners the durable end after each commit, until they leave', async () => {
        const told: Offset[] = [];
        const leave = journal.onDurable((durable) => told.push(durable));
        appendTexts(2);
        await journal.commit();
        const firstEnd = journal.durable;
        appendTexts(1);
        await journal.commit();
        leave();
        const secondEnd = journal.durable;
        appendTexts(1);
        await journal.commit();
        expect(told).toEqual([firstEnd, secondEnd]);
      });

      it('keeps everything committed over the end of the process, and nothing invented', async () => {
        const entries = appendTexts(60);
        await journal.commit();
        appendTexts(3);
        use(await test.reopen());
        expect(await scanned(journal)).toEqual(entries);
        const next = journal.append('event', 'next');
        await journal.commit();
        expect((await scanned(journal)).at(-1)).toEqual({ offset: next, kind: 'event', text: 'next' });
      });
    });

    describe('reading', () => {
      it('reads an entry by offset, open or durable', async () => {
        const entries = appendTexts(50);
        const read = (): Seen[] => entries.map(({ offset }) => seen(journal.entryAt(offset)));
        expect(read()).toEqual(entries);
        const committed = journal.commit();
        expect(read()).toEqual(entries);
        await committed;
        expect(read()).toEqual(entries);
      });

      it('refuses an offset behind the end, and one where no entry begins', async () => {
        appendTexts(2);
        await journal.commit();
        expect(() => journal.entryAt(journal.head)).toThrow(expect.objectContaining({ code: 'not_found' }));
        expect(() => journal.entryAt(5)).toThrow(expect.objectContaining({ code: 'data_corrupt' }));
      });

      it('scans from an offset up to another, in order, over segments', async () => {
        const entries = appendTexts(100);
        await journal.commit();
        const [from, to] = [entries[30]?.offset as Offset, entries[70]?.offset as Offset];
        expect(await scanned(journal, from, to)).toEqual(entries.slice(30, 70));
        expect(await scanned(journal, from)).toEqual(entries.slice(30));
        expect(await scanned(journal, journal.durable)).toEqual([]);
      });

      it('sees in a scan nothing that became durable after it began, nor what is not durable', async () => {
        const entries = appendTexts(3);
        await journal.commit();
        const scan = journal.scan(0);
        appendTexts(3);
        expect((await scanned(journal, 0, journal.head)).length).toBe(3);
        await journal.commit();
        const all: Seen[] = [];
        for await (const batch of scan) all.push(...batch.map(seen));
        expect(all).toEqual(entries);
      });
    });

    describe('failure', () => {
      it('rejects everybody who waits, voids what was appended, and refuses until it may try again', async () => {
        const kept = appendTexts(2);
        await journal.commit();
        const durable = journal.durable;
        test.failNextWrite();
        appendTexts(30);
        const unavailable = expect.objectContaining({ code: 'journal_unavailable', status: 503, retryAfterSeconds: expect.any(Number) });
        await Promise.all([1, 2].map(() => expect(journal.commit()).rejects.toEqual(unavailable)));
        expect([journal.head, journal.durable]).toEqual([durable, durable]);
        expect(journal.failed).toEqual(expect.any(String));
        expect(() => journal.append('event', 'x')).toThrow(unavailable);
        expect(await scanned(journal)).toEqual(kept);

        test.waitForRetry();
        const again = journal.append('event', 'again');
        await journal.commit();
        expect(again).toBe(durable);
        expect(journal.failed).toBeNull();
        expect(await scanned(journal)).toEqual([...kept, { offset: again, kind: 'event', text: 'again' }]);
        use(await test.reopen());
        expect((await scanned(journal)).length).toBe(3);
      });

      it('voids what had collected behind the failed group, whether or not its commit had been asked for', async () => {
        test.failNextWrite();
        appendTexts(1);
        const first = journal.commit().then(
          () => 'written',
          () => 'failed',
        );
        await Promise.resolve();
        await Promise.resolve();
        appendTexts(1);
        expect(await first).toBe('failed');
        expect(journal.head).toBe(0);
        test.waitForRetry();
        await expect(journal.commit()).rejects.toEqual(expect.objectContaining({ code: 'journal_unavailable' }));
        await expect(journal.commit()).resolves.toBeUndefined();
        expect(await scanned(journal)).toEqual([]);
      });

      it('takes nothing once it is closed', async () => {
        appendTexts(1);
        await journal.close();
        await journal.close();
        expect(() => journal.append('event', 'x')).toThrow(expect.objectContaining({ code: 'journal_unavailable' }));
      });
    });

    describe('redaction', () => {
      it('destroys payloads, keeps every other offset, and may be repeated', async () => {
        const entries = appendTexts(40);
        await journal.commit();
        const gone = [3, 17, 39, 3].map((i) => entries[i]?.offset as Offset);
        await journal.redact(gone);
        await journal.redact(gone);
        await journal.redact([]);
        expect(seen(journal.entryAt(gone[1] as Offset))).toEqual({ offset: gone[1], kind: 'redacted', text: '' });
        expect(await scanned(journal)).toEqual(entries.filter(({ offset }) => !gone.includes(offset)));
        use(await test.reopen());
        expect(await scanned(journal)).toEqual(entries.filter(({ offset }) => !gone.includes(offset)));
        expect(journal.head).toBe(journal.durable);
      });

      it('redacts an entry that is not durable yet', async () => {
        const [first, second] = appendTexts(2);
        await journal.redact([first?.offset as Offset]);
        await journal.commit();
        expect(await scanned(journal)).toEqual([second]);
      });

      it('refuses an offset behind the end', async () => {
        await expect(journal.redact([100])).rejects.toEqual(expect.objectContaining({ code: 'not_found' }));
      });

      it('does not disturb a scan that runs beside it', async () => {
        const entries = appendTexts(400, 200);
        await journal.commit();
        const odd = entries.filter((_, i) => i % 2 === 1);
        const even = entries.filter((_, i) => i % 2 === 0);
        const reading = scanned(journal);
        await journal.redact(odd.map(({ offset }) => offset));
        expect(await reading).toEqual(expect.arrayContaining(even));
        expect(await scanned(journal)).toEqual(even);
      });
    });

    describe('retention', () => {
      it('drops whole segments that end at or before an offset', async () => {
        const entries = appendTexts(100);
        await journal.commit();
        const limit = entries[50]?.offset as Offset;
        await journal.dropBefore(limit);
        expect(journal.start).toBeGreaterThan(0);
        expect(journal.start).toBeLessThanOrEqual(limit);
        const kept = entries.filter(({ offset }) => offset >= journal.start);
        expect(await scanned(journal)).toEqual(kept);
        expect(() => journal.entryAt(0)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
        await expect(scanned(journal, 0)).rejects.toEqual(expect.objectContaining({ code: 'invalid_request' }));
        await expect(journal.redact([0])).resolves.toBeUndefined();
        use(await test.reopen());
        expect(await scanned(journal)).toEqual(kept);
      });

      it('keeps the newest segment whatever the offset', async () => {
        const entries = appendTexts(100);
        await journal.commit();
        await journal.dropBefore(Number.MAX_SAFE_INTEGER);
        expect(journal.start).toBeLessThan(journal.head);
        const next = journal.append('event', 'next');
        await journal.commit();
        expect(next).toBeGreaterThan(entries.at(-1)?.offset as Offset);
      });
    });

    describe('positions', () => {
      it('gives back the offset of every position that it has given out', async () => {
        const entries = appendTexts(5);
        await journal.commit();
        for (const { offset } of entries) expect(journal.offsetOf(journal.position(offset))).toBe(offset);
        expect(journal.offsetOf(journal.position(journal.head))).toBe(journal.head);
      });

      it('refuses what is no position of this journal', async () => {
        appendTexts(5);
        await journal.commit();
        const refused = ['', '0', '0:', '0:-1', '0:1.5', '1:0', '0:01', '0:5', '0:999999', `0:${2 ** 53}`, ' 0:0', '0:0\n', '__proto__'];
        for (const text of refused)
          expect(() => journal.offsetOf(text), text).toThrow(expect.objectContaining({ code: 'invalid_request' }));
      });
    });
  });
}
