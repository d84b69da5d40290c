import { describe, expect, it } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { anEvent } from '../warehouse/fixtures.js';

const START = 1_790_000_000_000;

function signedIn(index: number, who: Partial<CustomerEvent>, email: string): CustomerEvent {
  const at = { timestamp: START + index, receivedAt: START + index };
  return anEvent(index, { messageId: `m${index}`, type: 'identify', event: '', userId: null, ...who, traits: { email }, ...at });
}

async function living(...events: CustomerEvent[]): Promise<Life> {
  const life = new Life(START + 1_000).start();
  await life.take(...events);
  return life;
}

describe('an e-mail address', () => {
  it('joins what gives it: a newsletter read on a telephone, and the shop', async () => {
    const life = await living(
      signedIn(1, { userId: 'ann' }, 'ann@mail.example'),
      signedIn(2, { anonymousId: 'phone' }, 'ann@mail.example'),
    );
    expect(life.customerOf('anonymousId:phone')).toBe(life.customerOf('userId:ann'));
    expect(life.customerOf('email:ann@mail.example')).toBe(life.customerOf('userId:ann'));
  });

  it('of a family joins nobody, from its first event on, and says why', async () => {
    const ann = signedIn(1, { userId: 'ann' }, 'family@mail.example');
    const bob = signedIn(2, { userId: 'bob' }, 'family@mail.example');
    for (const life of [await living(ann, bob), await living(bob, ann)]) {
      expect(life.customerOf('userId:ann')).not.toBe(life.customerOf('userId:bob'));
      const { links } = life.questions.identityLinks({ subject: 'person', type: 'userId', value: 'ann' }) ?? {};
      expect(links?.map(({ refused }) => refused)).toEqual(['email:family@mail.example is shared: it was seen with 2 userIds']);
    }
  });

  it('that only the erased have shared is forgotten with the last of them', async () => {
    const life = await living(signedIn(1, { userId: 'ann' }, 'family@mail.example'), signedIn(2, { userId: 'bob' }, 'family@mail.example'));
    const known = (): boolean => life.pipeline.timelines.identifiers.find('email:family@mail.example') !== undefined;
    life.pipeline.forget(life.customerOf('userId:ann'), life.clock.now());
    expect(known()).toBe(true);
    expect(life.customerOf('email:family@mail.example')).toBe(life.customerOf('userId:bob'));
    life.pipeline.forget(life.customerOf('userId:bob'), life.clock.now());
    expect(known()).toBe(false);
  });
});
