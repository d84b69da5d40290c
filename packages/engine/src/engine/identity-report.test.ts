import { expect, it } from 'vitest';
import { Life } from '../simulation/oracle/life.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { anEvent } from '../warehouse/fixtures.js';
import { identityReport } from './identity-report.js';

const START = 1_790_000_000_000;

function seen(index: number, fields: Partial<CustomerEvent>): CustomerEvent {
  return anEvent(index, { messageId: `m${index}`, userId: null, ...fields, timestamp: START + index, receivedAt: START + index });
}

it('counts people and their identifiers, names what is shared and who looks like several people', async () => {
  const life = new Life(START + 1_000).start();
  await life.take(
    seen(1, { userId: 'alone' }),
    seen(2, { userId: 'ann', anonymousId: 'tablet' }),
    seen(3, { userId: 'bob', anonymousId: 'tablet' }),
    seen(4, { type: 'alias', event: '', userId: 'new', previousId: 'old' }),
    seen(5, { userId: 'old' }),
    ...Array.from({ length: 21 }, (_, device) => seen(10 + device, { userId: 'many', anonymousId: `d${device}` })),
  );
  const report = await identityReport(life.pipeline);
  expect(report).toMatchObject({ customers: 5, refusedLinks: 2, sharedIdentifiers: 1, decisions: 0, suspiciousCustomers: 2 });
  expect(report.shared).toEqual([{ identifier: 'anonymousId:tablet', why: 'it was seen with 2 userIds' }]);
  expect(report.sizes.reduce((sum, { identifiers, customers }) => sum + identifiers * customers, 0)).toBe(report.identifiers);
  const why = Object.fromEntries(report.suspicious.map(({ identifiers, why: reasons }) => [identifiers[0]?.value, reasons]));
  expect(why).toEqual({
    many: ['22 identifiers'],
    new: ['2 userIds', 'hangs together by the link between userId:new and userId:old alone'],
  });
  life.stop();
});

it('is given up when nobody waits for it', async () => {
  const life = new Life(START + 1_000).start();
  await life.take(...Array.from({ length: 3_000 }, (_, index) => seen(index, { userId: `u${index}` })));
  const gone = new AbortController();
  const report = identityReport(life.pipeline, gone.signal);
  gone.abort(new Error('gone'));
  await expect(report).rejects.toThrow('gone');
  life.stop();
});
