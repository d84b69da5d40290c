import { afterEach, describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../journal/memory-journal.js';
import { Life, withDirectory } from '../../simulation/oracle/life.js';
import { parseIdentifier } from '../../vocabulary/identifier.js';
import { anEvent } from '../../warehouse/fixtures.js';
import { CampaignDesk } from '../campaigns/campaign-desk.js';
import { IdentityDecisions } from '../identity-decisions.js';
import { ChangeLog } from './change-log.js';

const START = Date.UTC(2026, 0, 5);
const SEGMENT = { kind: 'segment', name: 'viewers', where: { performed: 'Product Viewed' } };

let lives: Life[] = [];
afterEach(() => {
  for (const life of lives) life.stop();
  lives = [];
});

/** People who publish, pause, join customers and come in; with customers in between. */
async function worked(): Promise<Life> {
  const journal = new MemoryJournal();
  const life = new Life(START, journal).start();
  lives.push(life);
  await life.publish([SEGMENT]);
  life.clock.advanceTo(START + 1_000);
  for (const user of ['ann', 'bob'])
    await life.take(anEvent(1, { messageId: `m-${user}`, userId: user, anonymousId: null, timestamp: START, receivedAt: START }));
  const decisions = new IdentityDecisions(life.pipeline, (identifier) => life.questions.find(identifier));
  const customers = ['userId:ann', 'userId:bob'].map((text) => parseIdentifier(text) ?? expect.fail());
  await decisions.decide({ action: 'merge', customers, by: 'Zoe', reason: 'they told us' });
  life.clock.advanceTo(START + 2_000);
  const campaigns = new CampaignDesk({ pipeline: life.pipeline, askAgain: () => undefined });
  await campaigns.act({ campaign: null, action: 'pause', by: 'Max', reason: 'wrong offers' });
  await new ChangeLog(life.pipeline).record({ action: 'person_invited', by: 'Zoe', about: 'eve', detail: 'viewer' });
  return life;
}

const told = (life: Life, asked: Parameters<ChangeLog['list']>[0] = {}): string[] =>
  new ChangeLog(life.pipeline)
    .list(asked)
    .items.map(({ by, action, about, detail }) => [by, action, about.kind, about.name, detail].join(' '));

const ALL = [
  'Zoe person_invited person eve viewer',
  'Max campaign_pause acting all ',
  'Zoe identity_merge customer userId:ann userId:bob',
  expect.stringContaining('published segment viewers 1'),
];

describe('the journal of changes', () => {
  it('says who did what, newest first, also after a restart, with and without a snapshot', async () => {
    const life = await worked();
    expect(told(life)).toEqual(ALL);
    const again = await life.restarted(life.clock.now());
    lives.push(again);
    expect(told(again)).toEqual(ALL);
    await withDirectory(async (directory) => {
      await again.snapshot(directory);
      await new ChangeLog(again.pipeline).record({ action: 'person_removed', by: 'Zoe', about: 'eve', detail: null });
      const third = await again.restarted(again.clock.now(), directory);
      lives.push(third);
      expect(told(third)).toEqual(['Zoe person_removed person eve ', ...ALL]);
    });
  });

  it('is asked by who, what, about and since', async () => {
    const life = await worked();
    expect(told(life, { who: 'zoe' })).toEqual([ALL[0], ALL[2]]);
    expect(told(life, { what: 'segment' })).toEqual([ALL[3]]);
    expect(told(life, { what: 'campaign_pause' })).toEqual([ALL[1]]);
    expect(told(life, { about: 'ann' })).toEqual([ALL[2]]);
    expect(told(life, { since: START + 2_000 })).toEqual(ALL.slice(0, 2));
  });

  it('goes on from page to page without leaving anything out', async () => {
    const life = await worked();
    const log = new ChangeLog(life.pipeline);
    const seen: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = log.list({ limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['person_invited', 'campaign_pause', 'identity_merge', 'published']);
    for (const wrong of ['x', '-1', '9e9', String(life.pipeline.journal.durable + 1)])
      expect(() => log.list({ cursor: wrong })).toThrow('the cursor is none of this list');
  });

  it('tells nothing of what was redacted, nor of what never came to the disk', async () => {
    const life = await worked();
    const [, , merge] = new ChangeLog(life.pipeline).list({}).items;
    await life.pipeline.journal.redact([Number(merge?.id.split('.')[0])]);
    expect(told(life)).toEqual(ALL.filter((_, index) => index !== 2));
  });

  it('forgets what a failed write took with it, whatever is written in its place', async () => {
    const journal = new MemoryJournal();
    const life = new Life(START, journal, undefined, () => undefined).start();
    lives.push(life);
    const log = new ChangeLog(life.pipeline);
    await log.record({ action: 'person_invited', by: 'Zoe', about: 'eve', detail: null });
    journal.failNextCommit();
    await expect(log.record({ action: 'person_removed', by: 'Zoe', about: 'eve', detail: null })).rejects.toMatchObject({
      code: 'journal_unavailable',
    });
    journal.recover();
    await life.take(anEvent(1, { messageId: 'm', userId: 'ann', anonymousId: null, timestamp: START, receivedAt: START }));
    expect(told(life)).toEqual(['Zoe person_invited person eve ']);
  });
});
