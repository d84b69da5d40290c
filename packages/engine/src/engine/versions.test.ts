import { describe, expect, test } from 'vitest';
import type { MemoryJournal } from '../journal/memory-journal.js';
import { Life } from '../simulation/oracle/life.js';
import type { DefinitionRef } from '../vocabulary/definition.js';
import type { JsonObject } from '../vocabulary/json.js';
import { recover } from './recovery.js';
import { loadSnapshot, takeSnapshot } from './snapshot.js';
import { Versions } from './versions.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const REF: DefinitionRef = { kind: 'segment', name: 'lapsing' };
const lapsing = (within: string): JsonObject => ({ ...REF, where: { not: { performed: 'Order Completed', within } } });

interface Desk {
  readonly life: Life;
  readonly versions: Versions;
}

function desk(life: Life): Desk {
  const { pipeline, publisher } = life;
  return { life, versions: new Versions({ pipeline, publisher, begin: (...asked) => publisher.begin(...asked) }) };
}

async function begun(): Promise<Desk> {
  const life = new Life(START);
  await life.publisher.publish([lapsing('30d')], { by: 'Ann', reason: 'to begin with' });
  life.clock.advanceTo(START + 1_000);
  await life.publisher.publish([lapsing('60d')], { by: 'Bob' });
  return desk(life);
}

async function restarted({ life }: Desk, fromSnapshot: boolean): Promise<Desk> {
  await life.pipeline.settled();
  const again = new Life(life.clock.now(), (life.journal as MemoryJournal).reopened());
  const { pipeline, publisher } = again;
  if (fromSnapshot) loadSnapshot(pipeline, publisher, takeSnapshot(life.pipeline));
  else await recover({ pipeline, publisher, outbox: { restore: () => undefined }, onErasure: () => undefined }, undefined);
  return desk(again);
}

describe('versions', () => {
  test('say who, when, why, and what is another than before; the newest first', async () => {
    const { versions } = await begun();
    expect(versions.versions(REF)).toMatchObject([
      {
        version: 2,
        by: 'Bob',
        reason: null,
        publishedAt: START + 1_000,
        inForce: true,
        difference: [{ words: 'not performed Order Completed: within 30d → 60d' }],
      },
      { version: 1, by: 'Ann', reason: 'to begin with', publishedAt: START, inForce: false, difference: [] },
    ]);
    expect(versions.version(REF, 1).definition).toEqual(lapsing('30d'));
    expect(() => versions.version(REF, 3)).toThrow('no version 3');
    expect(() => versions.get({ kind: 'metric', name: 'lapsing' })).toThrow('No such definition');
    expect(versions.list().map(({ newest, versions: count }) => [newest.definition.name, count])).toEqual([['lapsing', 2]]);
    expect(versions.list('metric')).toEqual([]);
  });

  test('what says the same makes no version', async () => {
    const { life, versions } = await begun();
    expect(await life.publisher.publish([lapsing('60d')], { by: 'Cem' })).toEqual([]);
    expect(versions.versions(REF)).toHaveLength(2);
  });

  test('rolling back publishes the older text as a new version that names it', async () => {
    const { life, versions } = await begun();
    const { live, publicationId } = versions.rollback(REF, 1, { by: 'Cem', reason: 'too wide' });
    expect(await live).toMatchObject([{ change: 'change', version: 3 }]);
    expect(versions.get(REF).newest).toMatchObject({ version: 3, restores: 1, by: 'Cem', reason: 'too wide', publicationId });
    expect(life.pipeline.segments.get('lapsing')?.definition).toEqual(lapsing('30d'));
    expect(() => versions.rollback(REF, 1, { by: 'Cem' })).toThrow('in force already, as version 3');
    expect(() => versions.rollback(REF, 9, { by: 'Cem' })).toThrow('no version 9');
  });

  test('what was retired says by whom, and can be brought back', async () => {
    const { life, versions } = await begun();
    await life.publisher.publish([], { by: 'Cem', reason: 'not needed', removed: [REF] });
    expect(life.pipeline.segments.get('lapsing')).toBeUndefined();
    expect(versions.get(REF).newest.retired).toEqual({ by: 'Cem', reason: 'not needed', at: START + 1_000 });
    expect(versions.versions(REF).map(({ inForce }) => inForce)).toEqual([false, false]);
    await versions.rollback(REF, 2, { by: 'Dee' }).live;
    expect(versions.get(REF).newest).toMatchObject({ version: 3, restores: 2 });
    expect(versions.get(REF).newest.retired).toBeUndefined();
    expect(life.pipeline.segments.get('lapsing')?.version).toBe(3);
  });

  test.each([false, true])(
    'are the same after a restart, from a snapshot: %s, and so is what became of a publication',
    async (fromSnapshot) => {
      const before = await begun();
      await before.versions.rollback(REF, 1, { by: 'Cem', reason: 'too wide' }).live;
      await before.life.publisher.publish([], { by: 'Dee', removed: [REF] });
      const after = await restarted(before, fromSnapshot);
      expect(after.versions.versions(REF)).toEqual(before.versions.versions(REF));
      expect(after.versions.list()).toEqual(before.versions.list());
      const { publicationId } = before.versions.version(REF, 2);
      const found = after.versions.publication(publicationId ?? '');
      expect(found).toMatchObject({ status: 'live', by: 'Bob', changes: [{ name: 'lapsing', version: 2, change: 'change' }] });
      expect(() => after.versions.publication('pub_0_0')).toThrow('No such publication');
    },
  );

  test('of journals from before publications had an id are all there', async () => {
    const { life } = await begun();
    const old = new Life(START);
    for await (const entries of life.journal.scan(0)) {
      for (const { kind, payload } of entries) {
        if (kind !== 'publication') continue;
        const { publicationId: _, drafts: __, ...older } = JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
        old.journal.append('publication', JSON.stringify(older));
      }
    }
    await old.journal.commit();
    const after = await restarted(desk(old), false);
    expect(after.versions.versions(REF).map(({ version, by, publicationId }) => [version, by, publicationId])).toEqual([
      [2, 'Bob', null],
      [1, 'Ann', null],
    ]);
    expect(after.life.publisher.unfinished).toBe(false);
  });
});
