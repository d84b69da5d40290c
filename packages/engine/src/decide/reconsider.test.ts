import { describe, expect, it } from 'vitest';
import type { Decision } from '../vocabulary/decision.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { CustomerLookAgain } from './customer-look.js';
import { reconsider as reconsidered } from './reconsider.js';
import { SAMPLE_LOOK } from './sample-look.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const campaign: CampaignDefinition = {
  kind: 'campaign',
  name: 'win_back',
  trigger: { entered: 'lapsing' },
  purpose: 'marketing',
  cap: { times: 1, within: '1d' },
  holdout: 1,
  audience: { trait: 'country', is: 'DE' },
  channel: { webhook: { url: 'https://shop.example/hook' } },
  message: {},
};
const decision: Decision = {
  decisionId: 'd_1',
  campaign: 'win_back',
  version: 1,
  identifier: personIdentifier('userId', 'ann'),
  cause: { kind: 'segment', changeId: 'c1', segment: 'lapsing', at: NOW },
  decidedAt: NOW,
  outcome: 'send',
  reason: null,
  checks: [],
  message: {},
};

function lookWith(change: Partial<CustomerLookAgain> = {}): CustomerLookAgain {
  return {
    ...SAMPLE_LOOK,
    sends: () => [NOW],
    ...change,
  };
}

/** Why it is not sent now; null when it is. */
function reconsider(...[of, which, attempt, look, now]: [CampaignDefinition, Decision, number, CustomerLookAgain, number]): string | null {
  const answer = reconsidered(of, which, { attempt }, look, now);
  return answer.send === 'now' ? null : answer.reason;
}

describe('reconsider', () => {
  it('lets it go when nothing has changed, without counting the send against itself', () => {
    expect(reconsider(campaign, decision, 1, lookWith(), NOW)).toBeNull();
  });

  it('refuses for what has changed since', () => {
    const denied = lookWith({ consent: (purpose) => ({ purpose, state: 'denied', since: NOW, messageId: 'm2' }) });
    expect(reconsider(campaign, decision, 1, denied, NOW)).toBe('consent_denied');
    expect(reconsider(campaign, decision, 1, lookWith({ holdsAudience: () => false }), NOW)).toBe('not_in_audience');
    expect(reconsider(campaign, decision, 2, lookWith({ holdsAudience: () => null }), NOW)).toBe('audience_removed');
    expect(reconsider(campaign, decision, 1, lookWith({ inSegment: () => false }), NOW)).toBe('left_segment');
    expect(reconsider(campaign, decision, 1, lookWith({ exists: false }), NOW)).toBe('erased');
  });

  it('refuses when the moment was withdrawn, and does not ask for a segment then', () => {
    const ofMoment: Decision = { ...decision, cause: { kind: 'moment', momentId: 'mo1', moment: 'comparing', at: NOW } };
    const look = lookWith({ inSegment: () => false, withdrawn: (id) => id === 'mo1' });
    expect(reconsider(campaign, ofMoment, 1, look, NOW)).toBe('moment_withdrawn');
    expect(reconsider(campaign, ofMoment, 1, { ...look, withdrawn: () => false }, NOW)).toBeNull();
  });

  it('binds the first attempt to freshness, and the retries to the schedule', () => {
    expect(reconsider(campaign, decision, 1, lookWith(), NOW + 15 * MINUTE + 1)).toBe('stale');
    expect(reconsider(campaign, decision, 2, lookWith(), NOW + 15 * MINUTE + 1)).toBeNull();
  });

  it('ends a send whose goal is reached, whose offer is gone, or whose channel is closed to the customer', () => {
    const goal: CampaignDefinition = { ...campaign, goal: { performed: 'Bought', within: '7d' } };
    const reached = lookWith({ performedSince: (event, after) => event === 'Bought' && after === NOW });
    expect(reconsider(goal, decision, 2, reached, NOW)).toBe('goal_reached');
    expect(reconsider(campaign, decision, 2, reached, NOW)).toBeNull();
    const offering: Decision = { ...decision, offer: 'ten', channel: 'email' };
    const inForce = (name: string): CustomerLookAgain => lookWith({ inForce: () => ({ ...campaign, offers: [{ name }] }) });
    expect(reconsider(campaign, offering, 1, inForce('ten'), NOW)).toBeNull();
    expect(reconsider(campaign, offering, 1, inForce('five'), NOW)).toBe('offer_withdrawn');
    expect(reconsider(campaign, decision, 1, lookWith({ holdsReservation: () => false }), NOW)).toBe('out_of_stock');
    const signedOff = lookWith({ ...inForce('ten'), suppressedBy: (channel) => (channel === 'email' ? 'signed off' : null) });
    expect(reconsider(campaign, offering, 1, signedOff, NOW)).toBe('suppressed');
    expect(reconsider(campaign, decision, 1, lookWith({ stateOf: () => 'paused' }), NOW)).toBe('paused');
  });

  it('ends a send whose moment has gone cold, at every attempt', () => {
    const warm: Decision = {
      ...decision,
      cause: { kind: 'moment', momentId: 'mo1', moment: 'comparing', at: NOW },
      validUntil: NOW + MINUTE,
    };
    expect(reconsider(campaign, warm, 2, lookWith(), NOW + MINUTE)).toBeNull();
    expect(reconsider(campaign, warm, 2, lookWith(), NOW + MINUTE + 1)).toBe('expired');
  });

  it('holds a send in quiet hours, and takes it for no later than that when they end', () => {
    const quiet: CampaignDefinition = { ...campaign, quietHours: { from: '11:00', until: '13:00' } };
    const later = NOW + 60 * MINUTE;
    expect(reconsidered(quiet, decision, { attempt: 1 }, lookWith(), NOW)).toEqual({ send: 'later', at: later, reason: 'quiet_hours' });
    expect(reconsidered(quiet, decision, { attempt: 1, heldUntil: later }, lookWith(), later + MINUTE)).toEqual({ send: 'now' });
    expect(reconsidered(quiet, decision, { attempt: 1, heldUntil: later }, lookWith(), later + 16 * MINUTE)).toMatchObject({
      reason: 'stale',
    });
    const cold: Decision = { ...decision, validUntil: NOW + MINUTE };
    expect(reconsidered(quiet, cold, { attempt: 1 }, lookWith(), NOW)).toEqual({ send: 'never', reason: 'expired' });
  });
});
