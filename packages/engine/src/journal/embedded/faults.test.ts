import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../runtime/clock.js';
import { scanned, type Seen } from '../journal-contract.js';
import { type EmbeddedJournal, openEmbeddedJournal } from './embedded-journal.js';
import { ENTRY_HEADER_BYTES } from './entry-format.js';
import { dice, type Fault, SimulatedDisk } from './simulated-disk.js';

const SEGMENT_BYTES = 3_000;
const RETRY_AFTER = 1_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A process that uses a journal and may end at any time, with an independent ledger of what it was told. */
class Process {
  readonly clock = new VirtualClock(0);
  /** What commits have acknowledged, in order. */
  acknowledged: Seen[];
  /** What came after that and has not been answered. A failed commit begins a new list: its entries are void. */
  unanswered: Seen[][] = [[]];
  /** Offsets whose redaction was begun, and those that were said to be redacted. */
  readonly redacting = new Set<number>();
  readonly redacted = new Set<number>();
  /** The highest offset up to which dropping was asked for. */
  #droppable = 0;

  readonly disk: SimulatedDisk;
  /** The first offset that was kept when the process began. */
  startedAt = 0;

  constructor(disk: SimulatedDisk, acknowledged: Seen[]) {
    this.disk = disk;
    this.acknowledged = acknowledged;
  }

  async start(): Promise<EmbeddedJournal> {
    const { disk, clock } = this;
    return openEmbeddedJournal({ directory: '/journal', segmentBytes: SEGMENT_BYTES, retryAfter: RETRY_AFTER, clock, io: disk });
  }

  append(journal: EmbeddedJournal, size: number): void {
    const text = `${this.acknowledged.length}/${this.unanswered.length}/${this.unanswered.at(-1)?.length}:`.padEnd(size, '€');
    try {
      this.unanswered.at(-1)?.push({ offset: journal.append('event', text), kind: 'event', text });
    } catch {
      expect(journal.failed).not.toBeNull();
    }
  }

  /** Commits, and books the answer once it comes. */
  async commit(journal: EmbeddedJournal): Promise<boolean> {
    const current = this.unanswered.at(-1) as Seen[];
    const covered = current.slice();
    try {
      await journal.commit();
    } catch {
      if (this.unanswered.at(-1) === current) this.unanswered.push([]);
      return false;
    }
    if (covered.length === 0) return true;
    const known = this.acknowledged.findIndex(({ offset }) => offset >= (covered[0] as Seen).offset);
    this.acknowledged = [...(known < 0 ? this.acknowledged : this.acknowledged.slice(0, known)), ...covered];
    return true;
  }

  /** Redacts one of the acknowledged entries. */
  async redact(journal: EmbeddedJournal, at: number): Promise<boolean> {
    const offset = this.acknowledged[Math.floor(at * this.acknowledged.length)]?.offset;
    if (offset === undefined) return true;
    this.redacting.add(offset);
    return journal.redact([offset]).then(
      () => {
        this.redacted.add(offset);
        return true;
      },
      () => false,
    );
  }

  async drop(journal: EmbeddedJournal, at: number): Promise<boolean> {
    const offset = Math.floor(at * journal.durable);
    this.#droppable = Math.max(this.#droppable, offset);
    return journal.dropBefore(offset).then(
      () => true,
      () => false,
    );
  }

  /** Compares what a later process finds: all of it as {@link check}, but for what was redacted or dropped meanwhile. */
  checkFound(found: readonly Seen[], start: number): void {
    expect(found.filter(({ offset }) => this.redacted.has(offset))).toEqual([]);
    expect(start).toBeLessThanOrEqual(Math.max(this.#droppable, this.startedAt));
    const certain = ({ offset }: Seen): boolean => offset >= start && !this.redacting.has(offset);
    const end = endOf(this.acknowledged);
    this.acknowledged = this.acknowledged.filter(certain);
    this.check(found.filter(certain), end);
  }

  /** Acknowledged entries are all there; behind them comes at most a beginning of what was not answered; nothing is invented. */
  check(found: readonly Seen[], end = endOf(this.acknowledged)): void {
    expect(found.slice(0, this.acknowledged.length)).toEqual(this.acknowledged);
    const extra = found.slice(this.acknowledged.length);
    const attempts = this.unanswered.map((attempt) => attempt.filter(({ offset }) => offset >= end));
    expect([[], ...attempts].some((attempt) => isPrefix(extra, attempt))).toBe(true);
  }
}

/** The offset behind the last entry. */
function endOf(entries: readonly Seen[]): number {
  const last = entries.at(-1);
  return last === undefined ? 0 : last.offset + ENTRY_HEADER_BYTES + Buffer.byteLength(last.text);
}

function isPrefix(part: readonly Seen[], whole: readonly Seen[]): boolean {
  return part.every((entry, i) => entry.offset === whole[i]?.offset && entry.text === whole[i]?.text);
}

type Step =
  | { readonly do: 'append'; readonly size: number }
  | { readonly do: 'turns'; readonly count: number }
  | { readonly do: 'redact' | 'drop'; readonly at: number }
  | { readonly do: 'commit' | 'settle' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), size: fc.integer({ min: 0, max: 900 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redact' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 6 }) }) },
);
const ending = fc.constantFrom('power' as const, 'kill' as const, 'close' as const);
const life = fc.record({ steps: fc.array(step, { maxLength: 25 }), ending });

async function run(process: Process, journal: EmbeddedJournal, steps: readonly Step[]): Promise<Promise<boolean>[]> {
  const commits: Promise<boolean>[] = [];
  for (const action of steps) {
    if (action.do === 'append') process.append(journal, action.size);
    if (action.do === 'commit') commits.push(process.commit(journal));
    if (action.do === 'settle') await Promise.all(commits);
    if (action.do === 'redact') commits.push(process.redact(journal, action.at));
    if (action.do === 'drop') commits.push(process.drop(journal, action.at));
    if (action.do === 'turns') for (let i = 0; i < action.count; i++) await turn();
  }
  return commits;
}

describe('whatever ends the process', () => {
  it('everything acknowledged is there, what was not answered is there as a beginning or not at all, nothing is invented', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), fc.nat(), async (lives, seed) => {
        const chance = dice(seed);
        let disk = new SimulatedDisk();
        let acknowledged: Seen[] = [];
        for (const { steps, ending: end } of lives) {
          const process = new Process(disk, acknowledged);
          const journal = await process.start();
          process.startedAt = journal.start;
          expect(await scanned(journal)).toEqual(acknowledged);
          const commits = await run(process, journal, steps);
          if (end === 'close') await journal.close();
          disk = end === 'power' ? disk.cutPower(chance) : disk.killProcess();
          await Promise.all(commits);
          const reopened = await new Process(disk, []).start();
          const found = await scanned(reopened);
          process.checkFound(found, reopened.start);
          disk = disk.killProcess();
          acknowledged = found;
        }
      }),
      { numRuns: 120 },
    );
  });
});

/** Thirty commits, with waiting and probing in between, whatever fails. @returns undefined when even opening failed. */
async function scripted(process: Process): Promise<EmbeddedJournal | undefined> {
  let journal: EmbeddedJournal;
  try {
    journal = await process.start();
  } catch {
    return undefined;
  }
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 3; i++) process.append(journal, 50 + ((round * 97 + i * 31) % 500));
    const first = process.commit(journal);
    await turn();
    process.append(journal, 100);
    await Promise.all([first, process.commit(journal)]);
    process.clock.advanceTo(process.clock.now() + RETRY_AFTER);
  }
  return journal;
}

async function callsOfFaultlessRun(): Promise<number> {
  const disk = new SimulatedDisk();
  await scripted(new Process(disk, []));
  return disk.calls;
}

describe.each<Fault>(['EIO', 'ENOSPC', 'short'])('%s', (fault) => {
  it('at any one call loses nothing acknowledged and invents nothing', async () => {
    const calls = await callsOfFaultlessRun();
    for (let at = 1; at <= calls; at++) {
      const disk = new SimulatedDisk();
      disk.plan = (call) => (call.number === at ? fault : undefined);
      const process = new Process(disk, []);
      const journal = await scripted(process);
      if (journal !== undefined) expect((await scanned(journal)).slice(0, process.acknowledged.length)).toEqual(process.acknowledged);
      const found = at % 2 === 0 ? disk.killProcess() : disk.cutPower(dice(at));
      process.check(await scanned(await new Process(found, []).start()));
    }
  });

  it('at every k-th call loses nothing acknowledged and invents nothing', async () => {
    for (const every of [2, 3, 5, 7, 11]) {
      const disk = new SimulatedDisk();
      const process = new Process(disk, []);
      disk.plan = (call) => (call.number > 12 && call.number % every === 0 ? fault : undefined);
      await scripted(process);
      const found = disk.cutPower(dice(every));
      process.check(await scanned(await new Process(found, []).start()));
    }
  });
});

describe('a disk that is full for a while', () => {
  it('refuses with 503, leaves nothing of what it refused, and goes on by itself when there is space', async () => {
    const disk = new SimulatedDisk();
    const process = new Process(disk, []);
    const journal = await process.start();
    process.append(journal, 2);
    await process.commit(journal);
    const room = 1_500;
    disk.plan = (call) => {
      if (call.name !== 'write') return undefined;
      return disk.contentOf(call.path).length < room ? 'short' : 'ENOSPC';
    };
    for (let i = 0; i < 3; i++) {
      process.append(journal, 900);
      const refused = { code: 'journal_unavailable', status: 503, retryAfterSeconds: 1 };
      await expect(journal.commit()).rejects.toMatchObject(refused);
      expect(() => journal.append('event', 'x')).toThrow(expect.objectContaining(refused));
      expect(journal.failed).toContain('ENOSPC');
      expect(disk.contentOf(disk.paths()[0] as string).includes('€')).toBe(false);
      process.unanswered.push([]);
      process.clock.advanceTo(process.clock.now() + RETRY_AFTER);
    }
    disk.plan = () => undefined;
    process.append(journal, 900);
    expect(await process.commit(journal)).toBe(true);
    expect(journal.failed).toBeNull();
    expect(await scanned(await new Process(disk.cutPower(dice(1)), []).start())).toEqual(process.acknowledged);
  });
});

describe('a failed fsync', () => {
  it('is final until the journal is opened again, and says so', async () => {
    const disk = new SimulatedDisk();
    const process = new Process(disk, []);
    const journal = await process.start();
    process.append(journal, 10);
    await process.commit(journal);
    disk.plan = (call) => (call.name === 'sync' ? 'EIO' : undefined);
    process.append(journal, 20);
    expect(await process.commit(journal)).toBe(false);
    disk.plan = () => undefined;
    process.clock.advanceTo(process.clock.now() + 100 * RETRY_AFTER);
    expect(journal.failed).toMatch(/fsync failed .* restarted/);
    expect(() => journal.append('event', 'x')).toThrow(expect.objectContaining({ code: 'journal_unavailable' }));
    await expect(journal.redact([0])).rejects.toMatchObject({ code: 'journal_unavailable' });
    expect(await scanned(journal)).toEqual(process.acknowledged);
    await journal.close();
    expect(await scanned(await new Process(disk.killProcess(), []).start())).toEqual(process.acknowledged);
  });
});
