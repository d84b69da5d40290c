import { UTC } from '../timeline/time-zones.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { CustomerLookAgain } from './customer-look.js';

/** A look at somebody of whom nothing is known but that they exist and consent to everything, for tests to change. */
export const SAMPLE_LOOK: CustomerLookAgain = {
  identifier: personIdentifier('userId', 'ann'),
  exists: true,
  stateOf: () => 'running',
  workspace: () => undefined,
  consent: (purpose) => ({ purpose, state: 'granted', since: 0, messageId: 'm1' }),
  silence: () => 'optIn',
  holdsAudience: () => true,
  sends: () => [],
  sent: () => [],
  assignedBy: () => undefined,
  taken: () => 0,
  reaches: () => true,
  suppressedBy: () => null,
  performedSince: () => false,
  zone: () => UTC,
  language: () => null,
  traits: () => ({}),
  metric: () => null,
  segments: () => [],
  inSegment: () => true,
  withdrawn: () => false,
  surges: () => true,
  holdsReservation: () => true,
  inForce: () => undefined,
};
