import { expect, it } from 'vitest';
import { tcString } from '../simulation/consent/tc-string.js';
import { eventAt } from '../simulation/twin/history.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { JsonObject } from '../vocabulary/json.js';
import { withSignals } from './signals.js';
import { readTcf } from './tcf.js';

const PURPOSES = [{ name: 'sharing', gpc: true }, { name: 'ads', tcf: [1, 3] }, { name: 'service' }];

function eventWith(context: JsonObject): CustomerEvent {
  return { ...eventAt(10, 'Bought', { userId: 'ann', messageId: 'm1' }), context };
}

function preferences(event: CustomerEvent): unknown {
  return (event.context.consent as JsonObject | undefined)?.categoryPreferences;
}

it('denies what heeds Global Privacy Control, whatever the event says by name, and nothing else', () => {
  const event = withSignals(eventWith({ consent: { categoryPreferences: { sharing: true, service: true } } }), PURPOSES, true);
  expect(preferences(event)).toEqual({ sharing: false, service: true });
  expect(event.changes).toEqual([{ field: 'context.consent.categoryPreferences.sharing', rule: 'gpc', from: true }]);
  expect(withSignals(eventWith({ gpc: true }), PURPOSES, false).context).toMatchObject({ gpc: true });
  expect(preferences(withSignals(eventWith({ gpc: true }), PURPOSES, false))).toEqual({ sharing: false });
});

it.each([{ gpc: '1' }, { gpc: 1 }, { gpc: false }, {}])('takes %j for no signal', (context) => {
  const event = eventWith(context);
  expect(withSignals(event, PURPOSES, false)).toBe(event);
});

it('keeps the order of fields that journal text relies on', () => {
  const event = eventWith({});
  const keys = Object.keys(withSignals(event, PURPOSES, true));
  expect(keys.filter((key) => key !== 'changes')).toEqual(Object.keys(event));
  expect(keys.indexOf('changes')).toBe(keys.indexOf('source') + 1);
});

it('reads a TC string as choices: all purposes that are asked for, or a denial', () => {
  const of = (consented: readonly number[], own?: JsonObject): unknown =>
    preferences(
      withSignals(
        eventWith({ consent: { tcf: tcString(consented, '2026-05-01T00:00:00Z'), ...(own && { categoryPreferences: own }) } }),
        PURPOSES,
        false,
      ),
    );
  expect(of([1, 2, 3])).toEqual({ ads: true });
  expect(of([1])).toEqual({ ads: false });
  expect(of([1, 3], { ads: false })).toEqual({ ads: false });
  expect(of([2], { ads: true })).toEqual({ ads: false });
});

it('wants the disclosed vendors in new strings, and not in those of before', () => {
  expect(readTcf(tcString([1], '2026-05-01T00:00:00Z', false))).toBeUndefined();
  expect(readTcf(tcString([1], '2026-05-01T00:00:00Z'))?.purposes).toEqual(new Set([1]));
  expect(readTcf(tcString([1], '2025-05-01T00:00:00Z', false))?.purposes).toEqual(new Set([1]));
});

it.each(['', 'x', '....', 'CP', 'A'.repeat(30_000), 7, null, {}])(
  'says of the TC string %j that it cannot be read, and chooses nothing',
  (tcf) => {
    const event = withSignals(eventWith({ consent: { tcf } as JsonObject }), PURPOSES, false);
    expect(preferences(event)).toBeUndefined();
    expect(event.changes).toEqual([{ field: 'context.consent.tcf', rule: 'tcf-malformed' }]);
  },
);
