import { expect, it } from 'vitest';
import { type HealthAnswers, healthOf } from './now-health.js';

const overview: NonNullable<HealthAnswers['overview']> = {
  now: '2011-03-01T12:00:00.000Z',
  startedAt: '2011-03-01T11:00:00.000Z',
  customers: 10,
  events: 100,
  eventsPerSecond: 1,
  warehouseLag: 12,
  recovering: false,
  journalFailed: null,
  actingHeld: null,
};
const source = (name: string, accepted: number, state?: 'failing'): NonNullable<HealthAnswers['sources']>['sources'][number] => ({
  name,
  title: null,
  wayIn: 'http',
  defined: false,
  trackingPlan: null,
  accounting: { received: 10, accepted, duplicate: 1, quarantined: 2, refused: 0 },
  lastReceivedAt: null,
  status: state === undefined ? null : { state, lastSuccessAt: null, failure: null, progress: {} },
  marked: { crawler: 0, flood: 0 },
});
const alert = (open: boolean): NonNullable<HealthAnswers['alerts']>[number] => ({
  alertId: `a_${open}`,
  source: 'web',
  kind: 'volume',
  event: null,
  field: null,
  by: null,
  day: '2011-03-01',
  value: 1,
  expected: 9,
  score: 4,
  observedAt: '2011-03-01T12:00:00.000Z',
  open,
  words: 'web: fewer events than usual',
});
const nothing: HealthAnswers = { overview: undefined, sources: undefined, quarantine: undefined, alerts: undefined };

it('says nothing while nothing is answered, and nothing when all is well', () => {
  expect(healthOf(nothing)).toEqual([]);
  expect(healthOf({ overview, sources: { sources: [source('web', 7)] }, quarantine: { groups: [] }, alerts: [] })).toEqual([]);
});

it('says the worst first, and which sources it is about', () => {
  const groups = [
    { source: 'web', reason: 'future_timestamp', field: 'timestamp', waiting: 3, total: 4 },
    { source: 'app', reason: 'no_identifier', field: null, waiting: 4, total: 4 },
  ];
  const lines = healthOf({
    overview: { ...overview, journalFailed: 'no space left', recovering: true, warehouseLag: 1_000_000 },
    sources: { sources: [source('web', 6), source('crm', 7, 'failing')] },
    quarantine: { groups },
    alerts: [alert(true), alert(false)],
  });
  expect(lines.map(({ kind }) => kind)).toEqual(['journal', 'books', 'failing', 'recovering', 'alerts', 'quarantine', 'lag']);
  expect(lines).toContainEqual({ kind: 'books', isBad: true, sources: ['web'] });
  expect(lines).toContainEqual({ kind: 'failing', isBad: true, sources: ['crm'] });
  expect(lines).toContainEqual({ kind: 'quarantine', isBad: false, count: 7 });
});
