import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision, DeliveryResult } from '../vocabulary/decision.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { IdentityDecision } from '../vocabulary/identity-decision.js';
import type { Moment } from '../vocabulary/moment.js';
import type { Surge } from '../vocabulary/surge.js';
import { changeIdOf, type SegmentChange, type SegmentChanges } from '../vocabulary/segment-change.js';

/** A new directory for one test file, and how to remove it. */
export function temporaryDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'cusp-warehouse-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** For what must not fail on its own: ends the test. */
export function raise(error: unknown): never {
  throw error;
}

export function anEvent(number: number, fields: Partial<CustomerEvent> = {}): CustomerEvent {
  return {
    messageId: `m${number}`,
    type: 'track',
    event: 'Product Viewed',
    userId: `user-${number % 10}`,
    anonymousId: null,
    previousId: null,
    groupId: null,
    timestamp: Date.UTC(2026, 0, 1) + number * 1_000,
    receivedAt: Date.UTC(2026, 0, 1) + number * 1_000 + 5,
    source: 'shop',
    properties: {},
    context: {},
    traits: {},
    ...fields,
  };
}

export function aSegmentChange(fields: Partial<Omit<SegmentChange, 'changeId'>> = {}): SegmentChange {
  const told = {
    segment: 'lookers',
    version: 1,
    identifier: personIdentifier('userId', 'user-1'),
    entered: true,
    at: Date.UTC(2026, 0, 2),
    observedAt: Date.UTC(2026, 0, 2, 0, 0, 1),
    cause: 'event',
    because: ['m1', 'm11'],
    ...fields,
  } as const;
  return { changeId: changeIdOf(told), ...told };
}

/** An entry of changes of one customer, one unless more are given. */
export function segmentChanges(...changes: readonly SegmentChange[]): SegmentChanges {
  const { identifier, observedAt, cause } = changes[0] ?? aSegmentChange();
  return {
    identifier,
    observedAt,
    cause,
    changes: changes.map(({ segment, version, entered, at, because }) => ({
      entered,
      at,
      because,
      segments: [segment],
      versions: [version],
    })),
  };
}

export function aMoment(fields: Partial<Moment> = {}): Moment {
  return {
    id: 'moment-1',
    name: 'comparing_prices',
    version: 2,
    identifier: personIdentifier('userId', 'user-1'),
    at: Date.UTC(2026, 0, 2),
    detectedAt: Date.UTC(2026, 0, 2, 0, 0, 1),
    status: 'detected',
    withdrawnAt: null,
    warmUntil: Date.UTC(2026, 0, 2, 0, 30),
    intent: 'buy',
    feeling: 'neutral',
    segments: ['lookers'],
    evidence: ['m1', 'm11'],
    ...fields,
  };
}

export function aSurge(fields: Partial<Surge> = {}): Surge {
  const from = Date.UTC(2026, 0, 2);
  return {
    ...{ surgeId: 'surge-1', name: 'interest', version: 1, value: 'kettle', direction: 'rise', status: 'open', from, until: null },
    ...{ becameUsual: false, observed: 40, expected: 10.5, ratio: 3.8, interval: [2.5, 5.5], toldAt: from + 7_200_000 },
    peak: { at: from + 3_600_000, observed: 30, expected: 6 },
    ...fields,
  };
}

export function aDecision(fields: Partial<Decision> = {}): Decision {
  return {
    decisionId: 'decision-1',
    campaign: 'kettle_offer',
    version: 1,
    identifier: personIdentifier('userId', 'user-1'),
    cause: { kind: 'moment', momentId: 'moment-1', moment: 'comparing_prices', at: Date.UTC(2026, 0, 2) },
    decidedAt: Date.UTC(2026, 0, 2, 0, 0, 2),
    outcome: 'send',
    reason: null,
    checks: [{ check: 'consent', passed: true, detail: 'granted', saw: { purpose: 'marketing' } }],
    message: { subject: 'A kettle' },
    ...fields,
  };
}

export function aDeliveryResult(fields: Partial<DeliveryResult> = {}): DeliveryResult {
  return {
    decisionId: 'decision-1',
    identifier: personIdentifier('userId', 'user-1'),
    attempt: 1,
    at: Date.UTC(2026, 0, 2, 0, 0, 3),
    outcome: 'delivered',
    reason: null,
    detail: '200',
    nextAttemptAt: null,
    ...fields,
  };
}

export function anIdentityDecision(fields: Partial<IdentityDecision> = {}): IdentityDecision {
  return {
    decisionId: 'request-1/0',
    requestId: 'request-1',
    action: 'merge',
    identifiers: [personIdentifier('userId', 'user-1'), personIdentifier('loyalty_card', '9:1')],
    parts: false,
    by: 'Ann',
    reason: 'they told us',
    at: Date.UTC(2026, 0, 2, 0, 0, 4),
    ...fields,
  };
}
