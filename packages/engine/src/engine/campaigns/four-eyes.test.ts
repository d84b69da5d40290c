import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Life, withDirectory } from '../../simulation/oracle/life.js';
import type { Approval } from '../../vocabulary/approval.js';
import type { CampaignState } from '../../vocabulary/campaign-act.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { Drafts } from '../drafts.js';
import { CampaignDesk } from './campaign-desk.js';

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const CAMPAIGN = {
  kind: 'campaign',
  name: 'answer',
  trigger: { entered: 'all' },
  purpose: 'service',
  channel: { webhook: { url: 'https://shop.example/hook' } },
};
const GROUND = [
  { kind: 'purpose', name: 'service', consent: 'optOut' },
  { kind: 'segment', name: 'all', where: { performed: 'Seen' } },
];

let lives: Life[] = [];
afterEach(() => {
  for (const life of lives) life.stop();
  lives = [];
});

/** A way to work with a life: as whoever it is, or null with the admin token. */
class Office {
  readonly life: Life;
  readonly desk: CampaignDesk;
  readonly #drafts: Drafts;

  constructor(life: Life) {
    this.life = life;
    lives.push(life);
    this.desk = new CampaignDesk({ pipeline: life.pipeline, askAgain: () => undefined });
    const { pipeline, publisher } = life;
    this.#drafts = new Drafts({ pipeline, publisher, begin: (specs, options) => publisher.begin(specs, options) });
  }

  static async opened(): Promise<Office> {
    const office = new Office(new Life(START).start());
    await office.life.publish(GROUND);
    return office;
  }

  async publish(definition: JsonObject, personId: string | null): Promise<void> {
    await this.life.publisher.publish([definition], { by: 'X', personId });
  }

  async draft(definition: JsonObject, personId: string | null): Promise<void> {
    await this.#drafts.save({ kind: 'campaign', name: 'answer' }, definition, { by: 'X', personId, note: null });
  }

  async publishDraft(personId: string | null): Promise<void> {
    await this.#drafts.publish([{ kind: 'campaign', name: 'answer' }], { by: 'X', personId }).live;
  }

  /** @returns the error's code; undefined when it went well */
  async approve(version: number, personId: string | null): Promise<string | undefined> {
    return this.desk
      .act({ campaign: 'answer', action: 'approve', version, by: 'X', personId, reason: '' })
      .then(() => undefined)
      .catch((error: { code: string }) => error.code);
  }
}

const campaignSaying = (text: string, approval: Approval): JsonObject => ({ ...CAMPAIGN, approval, message: { text } });
const workspaceAsking = (approval: Approval): JsonObject => ({ kind: 'workspace', name: 'shop', timeZone: 'UTC', approval });

describe('an approval by four eyes', () => {
  it('is not given by who published the version, nor by who saved its draft, nor by nobody in particular', async () => {
    const office = await Office.opened();
    await office.draft(campaignSaying('a', 'fourEyes'), 'ann');
    await office.draft(campaignSaying('b', 'fourEyes'), 'bob');
    await office.publishDraft('cem');
    for (const author of ['ann', 'bob', 'cem', null])
      expect([author, await office.approve(1, author)]).toEqual([author, 'needs_another_person']);
    expect(office.desk.stateOf('answer')).toBe('awaitingApproval');
    expect((await office.desk.get('answer')).approval).toEqual({ fourEyes: true, approvedBy: null, approvedAt: null });
    expect(await office.approve(1, 'dora')).toBeUndefined();
    expect(office.desk.stateOf('answer')).toBe('running');
    expect((await office.desk.get('answer')).approval).toMatchObject({ fourEyes: true, approvedBy: 'X' });
    // It holds already: nothing is written, and nobody is refused.
    expect(await office.approve(1, 'ann')).toBeUndefined();
  });

  it('counts each version by itself: whoever wrote one may approve the next one of another', async () => {
    const office = await Office.opened();
    await office.publish(campaignSaying('a', 'fourEyes'), 'ann');
    await office.publish(campaignSaying('b', 'fourEyes'), 'bob');
    expect(await office.approve(2, 'bob')).toBe('needs_another_person');
    expect(await office.approve(2, 'ann')).toBeUndefined();
  });

  it('may be asked for by the workspace, of campaigns that ask for none themselves', async () => {
    const office = await Office.opened();
    await office.publish(campaignSaying('a', false), 'ann');
    expect(office.desk.stateOf('answer')).toBe('running');
    await office.publish(workspaceAsking('fourEyes'), 'zoe');
    expect(office.desk.stateOf('answer')).toBe('awaitingApproval');
    expect(await office.approve(1, 'ann')).toBe('needs_another_person');
    expect(await office.approve(1, 'bob')).toBeUndefined();
    expect(office.desk.stateOf('answer')).toBe('running');
  });
});

const person = fc.constantFrom('ann', 'bob', 'cem', null);
const asked = fc.constantFrom<Approval>(false, true, 'fourEyes');
const step = fc.oneof(
  fc.record({ do: fc.constant('publish' as const), who: person, asked }),
  fc.record({ do: fc.constant('draft' as const), who: person, asked }),
  fc.record({ do: fc.constant('publishDraft' as const), who: person }),
  fc.record({ do: fc.constant('approve' as const), who: person }),
  fc.record({ do: fc.constant('workspace' as const), asked }),
  fc.record({ do: fc.constant('restart' as const), from: fc.constantFrom('journal', 'snapshot') }),
);

/** What is remembered of a life, in the plainest way. */
interface Notes {
  version: number;
  campaign: Approval;
  workspace: Approval;
  authors: (string | null)[];
  draft: { asked: Approval; authors: (string | null)[] } | undefined;
  approvers: (string | null)[];
}

function expected({ campaign, workspace, authors, approvers }: Notes): CampaignState {
  if (campaign === false && workspace === false) return 'running';
  const isStrict = campaign === 'fourEyes' || workspace === 'fourEyes';
  return approvers.some((who) => !isStrict || (who !== null && !authors.includes(who))) ? 'running' : 'awaitingApproval';
}

describe('a history of versions, drafts, settings and approvals', () => {
  it('gives the state that plain notes give, live and after any restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), (steps) =>
        withDirectory(async (directory) => {
          let office = await Office.opened();
          await office.publish(campaignSaying('0', 'fourEyes'), 'ann');
          const notes: Notes = { version: 1, campaign: 'fourEyes', workspace: false, authors: ['ann'], draft: undefined, approvers: [] };
          const live = (campaign: Approval, authors: (string | null)[]) =>
            Object.assign(notes, { version: notes.version + 1, campaign, authors, approvers: [] });
          let texts = 0;
          for (const one of steps) {
            office.life.clock.advanceTo(office.life.clock.now() + HOUR);
            if (one.do === 'publish') {
              await office.publish(campaignSaying(`${++texts}`, one.asked), one.who);
              live(one.asked, [one.who, ...(notes.draft?.authors ?? [])]);
            } else if (one.do === 'draft') {
              await office.draft(campaignSaying(`${++texts}`, one.asked), one.who);
              notes.draft = { asked: one.asked, authors: [one.who, ...(notes.draft?.authors ?? [])] };
            } else if (one.do === 'publishDraft' && notes.draft !== undefined) {
              await office.publishDraft(one.who);
              live(notes.draft.asked, [one.who, ...notes.draft.authors]);
              notes.draft = undefined;
            } else if (one.do === 'approve') {
              const before = expected(notes);
              const code = await office.approve(notes.version, one.who);
              if (code === undefined && before === 'awaitingApproval') notes.approvers.push(one.who);
              const wouldCount = expected({ ...notes, approvers: [one.who] }) === 'running';
              if (before === 'awaitingApproval') expect(code).toBe(wouldCount ? undefined : 'needs_another_person');
            } else if (one.do === 'workspace') {
              await office.publish(workspaceAsking(one.asked), null);
              notes.workspace = one.asked;
            } else if (one.do === 'restart') {
              if (one.from === 'snapshot') await office.life.snapshot(directory);
              office = new Office(await office.life.restarted(office.life.clock.now(), one.from === 'snapshot' ? directory : undefined));
            }
            expect(office.desk.stateOf('answer')).toBe(expected(notes));
          }
        }),
      ),
      { numRuns: 40 },
    );
  });
});
