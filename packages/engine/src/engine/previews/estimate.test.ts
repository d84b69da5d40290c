import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileSegment } from '../../detect/compile-segment.js';
import { openEmbeddedJournal } from '../../journal/embedded/embedded-journal.js';
import type { Journal } from '../../journal/journal.js';
import { MemoryJournal } from '../../journal/memory-journal.js';
import { Life } from '../../simulation/oracle/life.js';
import { eventAt } from '../../simulation/twin/history.js';
import { seededRandom } from '../../runtime/seeded-random.js';
import type { SegmentDefinition } from '../../vocabulary/definition.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import { type EstimateRequest, estimateCount } from './estimate.js';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 24 * 3_600_000;
const CUSTOMERS = 600;

/** Every third has bought for more than 5; each has looked around twice. */
function history(): readonly CustomerEvent[] {
  return Array.from({ length: CUSTOMERS }, (_, user) => [0, 1, 2].map((time) => eventOf(user, time))).flat();
}

function eventOf(user: number, time: number): CustomerEvent {
  const properties = { price: user % 3 === 0 ? 6 + (user % 7) : 3, path: `/p${user % 11}` };
  const context = { page: { url: `https://shop.example/?utm_source=s${user % 4}` } };
  const name = time === 1 ? 'Bought' : 'Page Viewed';
  return {
    ...eventAt(0, name, { properties }),
    context,
    messageId: `m${user}-${time}`,
    timestamp: NOW - (1 + ((user + time) % 40)) * DAY,
    userId: `u${user}`,
    receivedAt: NOW,
  };
}

async function lifeOver(journal: Journal): Promise<Life> {
  const life = new Life(NOW, journal);
  await life.take(...history());
  return life;
}

type Options = Partial<Pick<EstimateRequest, 'customers' | 'random' | 'signal' | 'asOf'>>;

/** An estimate as a preview makes it, over columns that nobody has asked for. */
async function estimate({ pipeline }: Life, where: SegmentDefinition['where'], options: Options = {}) {
  const { columns, timelines, references } = pipeline;
  const definition: SegmentDefinition = { kind: 'segment', name: 'tried', where };
  const trial = columns.tryOut(() => compileSegment(definition, { names: timelines.names, columns, references }));
  try {
    return await estimateCount({ pipeline, compiled: trial.result, asOf: NOW, ...options });
  } finally {
    trial.end();
    while (columns.emptySome(1_000));
  }
}

const DEAR = { performed: 'Bought', where: { 'properties.price': { gt: 5 } }, within: '30d' };
const FROM_S1 = { performed: 'Page Viewed', where: { 'session.source': 's1' } };

describe('an estimate', () => {
  it('holds the exact count in its interval in at least 95 of 100 samples', async () => {
    const life = await lifeOver(new MemoryJournal());
    const exact = (await life.publisher.preview({ where: DEAR })).count;
    let covered = 0;
    let sum = 0;
    const samples = 300;
    for (let seed = 0; seed < samples; seed++) {
      const found = await estimate(life, DEAR, { customers: 80, random: seededRandom(seed) });
      const [low, high] = found.estimate?.interval ?? [0, 0];
      if (low <= exact && exact <= high) covered++;
      sum += found.count;
      expect(found.total).toBe(CUSTOMERS);
      expect(found.estimate?.asked).toBe(80);
    }
    // The seeds are fixed: this is no matter of luck.
    expect(covered / samples).toBeGreaterThanOrEqual(0.95);
    // One estimate is off by 27 as a rule, the mean of 300 by 1.5: four times that.
    expect(Math.abs(sum / samples - exact)).toBeLessThan(6.2);
  });

  it('reads no events but those of the sample', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cusp-estimate-'));
    const journal = await openEmbeddedJournal({ directory: folder });
    try {
      for (const life of [await lifeOver(journal), await lifeOver(new MemoryJournal())]) {
        const { columns, timelines } = life.pipeline;
        const column = columns.tryOut(() => columns.need('properties.price', [timelines.names.intern('Bought')])).result;
        const found = await estimate(life, DEAR, { customers: 50 });
        const filled = Array.from({ length: timelines.rows.length }, (_, row) => column?.at(row) ?? 0).filter((cell) => cell !== 0);
        expect(filled).toHaveLength(50);
        expect(found.sample.length).toBeGreaterThan(0);
        expect(columns.missing()).toHaveLength(1);
      }
    } finally {
      await journal.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([DEAR, FROM_S1, { not: DEAR }, { performed: 'Page Viewed', times: { atLeast: 2 } }])(
    'of everybody is the exact answer: %j',
    async (where) => {
      const exact = (await (await lifeOver(new MemoryJournal())).publisher.preview({ where })).count;
      const life = await lifeOver(new MemoryJournal());
      const { estimate: estimated, ...found } = await estimate(life, where, { customers: CUSTOMERS });
      expect(estimated).toBeUndefined();
      expect(found).toMatchObject({ count: exact, total: CUSTOMERS });
      expect((await life.publisher.preview({ where })).count).toBe(exact);
    },
  );

  it('draws the same customers each time, and is over those who exist at its instant', async () => {
    const life = await lifeOver(new MemoryJournal());
    expect(await estimate(life, DEAR, { customers: 50 })).toEqual(await estimate(life, DEAR, { customers: 50 }));
    const then = NOW - 36 * DAY;
    const exact = await life.publisher.preview({ where: DEAR }, then);
    const found = await estimate(life, DEAR, { customers: 50, asOf: then });
    expect(found.total).toBe(exact.total);
    expect(exact.total).toBeLessThan(CUSTOMERS);
  });

  it('that is given up ends', async () => {
    const life = await lifeOver(new MemoryJournal());
    const gone = new AbortController();
    const given = estimate(life, DEAR, { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    expect(life.pipeline.columns.missing()).toEqual([]);
  });
});
