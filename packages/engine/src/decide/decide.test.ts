import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../vocabulary/decision.js';
import type { PublishedDefinition } from '../vocabulary/definition.js';
import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { personIdentifier } from '../vocabulary/identifier.js';
import type { Moment } from '../vocabulary/moment.js';
import type { ChangeCause, SegmentChange } from '../vocabulary/segment-change.js';
import { lotOf } from './checks/holdout.js';
import type { CustomerLook } from './customer-look.js';
import { decide } from './decide.js';
import { DecisionLog } from './decision-log.js';
import { SAMPLE_LOOK } from './sample-look.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ann = personIdentifier('userId', 'ann');
const device = personIdentifier('anonymousId', 'device-1');

function campaignWith(change: Partial<CampaignDefinition> = {}, version = 1): PublishedDefinition<CampaignDefinition> {
  const definition: CampaignDefinition = {
    kind: 'campaign',
    name: 'win_back',
    trigger: { entered: 'lapsing' },
    purpose: 'marketing',
    channel: { webhook: { url: 'https://shop.example/hook' } },
    message: { offer: 'ten' },
    ...change,
  };
  return { definition, version, publishedAt: NOW - HOUR };
}

function changeWith(change: Partial<SegmentChange> = {}): SegmentChange {
  return {
    changeId: 'change-1',
    segment: 'lapsing',
    version: 3,
    identifier: ann,
    entered: true,
    at: NOW - MINUTE,
    observedAt: NOW - MINUTE,
    cause: 'event',
    because: [],
    ...change,
  };
}

function momentWith(change: Partial<Moment> = {}): Moment {
  return {
    id: 'moment-1',
    name: 'comparing',
    version: 1,
    identifier: ann,
    at: NOW,
    detectedAt: NOW,
    status: 'detected',
    withdrawnAt: null,
    warmUntil: NOW + HOUR,
    intent: 'buy',
    feeling: 'neutral',
    segments: [],
    evidence: [],
    ...change,
  };
}

function lookWith(change: Partial<CustomerLook> = {}): CustomerLook {
  return {
    ...SAMPLE_LOOK,
    consent: (purpose) => ({ purpose, state: 'granted', since: NOW - HOUR, messageId: 'm1' }),
    ...change,
  };
}

const saying = (state: 'granted' | 'denied' | 'unknown'): CustomerLook['consent'] => {
  return (purpose) => ({ purpose, state, since: null, messageId: null });
};

/** The names of the checks that were asked, and the reason. */
function outline(decision: Decision | undefined): string {
  if (decision === undefined) return 'nothing';
  const asked = decision.checks.map(({ check, passed }) => (passed ? check : `not ${check}`));
  return `${decision.outcome} ${decision.reason ?? ''}: ${asked.join(', ')}`;
}

describe('decide', () => {
  it('sends when every check passes, and lists them all in order', () => {
    const decision = decide(campaignWith(), changeWith(), lookWith(), NOW);
    expect(outline(decision)).toBe('send : freshness, running, audience, consent, channel, frequency_cap, holdout');
    expect(decision).toMatchObject({ identifier: ann, version: 1, decidedAt: NOW, message: { offer: 'ten' } });
    expect(decision?.cause).toEqual({ kind: 'segment', changeId: 'change-1', segment: 'lapsing', at: NOW - MINUTE });
  });

  it('is set off by entering, never by leaving, another segment, or a moment of that name', () => {
    expect(decide(campaignWith(), changeWith({ entered: false }), lookWith(), NOW)).toBeUndefined();
    expect(decide(campaignWith(), changeWith({ segment: 'other' }), lookWith(), NOW)).toBeUndefined();
    expect(decide(campaignWith(), momentWith({ name: 'lapsing' }), lookWith(), NOW)).toBeUndefined();
  });

  it('is set off by a detected moment, never by a withdrawn one', () => {
    const campaign = campaignWith({ trigger: { moment: 'comparing' } });
    expect(decide(campaign, momentWith(), lookWith(), NOW)?.outcome).toBe('send');
    expect(decide(campaign, momentWith({ status: 'withdrawn', withdrawnAt: NOW }), lookWith(), NOW)).toBeUndefined();
    expect(decide(campaign, changeWith({ segment: 'comparing' }), lookWith(), NOW)).toBeUndefined();
  });

  it('decides nothing about an erased customer, so that no refusal brings their identifier back', () => {
    expect(decide(campaignWith(), changeWith(), lookWith({ exists: false }), NOW)).toBeUndefined();
  });

  it('stops at the first refusal, listing what passed before and asking nothing after', () => {
    const unasked = (): never => {
      throw new Error('asked after a refusal');
    };
    const look = lookWith({ consent: saying('denied'), sends: unasked, assignedBy: unasked });
    const decision = decide(campaignWith({ cap: { times: 1, within: '1d' } }), changeWith(), look, NOW);
    expect(outline(decision)).toBe('refused consent_denied: freshness, running, audience, not consent');
    expect(decision?.message).toBeNull();
  });

  it('gives the same decision id for the same campaign, version and cause, and another for any other', () => {
    const id = decide(campaignWith(), changeWith(), lookWith(), NOW)?.decisionId;
    expect(decide(campaignWith(), changeWith(), lookWith({ identifier: device, consent: saying('denied') }), NOW + 5)?.decisionId).toBe(id);
    expect(decide(campaignWith({}, 2), changeWith(), lookWith(), NOW)?.decisionId).not.toBe(id);
    expect(decide(campaignWith({ name: 'x' }), changeWith(), lookWith(), NOW)?.decisionId).not.toBe(id);
    expect(decide(campaignWith(), changeWith({ changeId: 'change-2' }), lookWith(), NOW)?.decisionId).not.toBe(id);
  });
});

describe('freshness', () => {
  const reason = (campaign: Partial<CampaignDefinition>, change: Partial<SegmentChange>, now = NOW): string | null | undefined =>
    decide(campaignWith(campaign), changeWith(change), lookWith(), now)?.reason;

  it('lets a change act that is exactly freshFor old, and none that is a millisecond older', () => {
    expect(reason({}, { at: NOW - 15 * MINUTE, observedAt: NOW })).toBeNull();
    expect(reason({}, { at: NOW - 15 * MINUTE - 1, observedAt: NOW })).toBe('stale');
    expect(reason({ freshFor: '1h' }, { at: NOW - HOUR, observedAt: NOW })).toBeNull();
    expect(reason({ freshFor: '30s' }, { at: NOW - MINUTE, observedAt: NOW })).toBe('stale');
  });

  it('holds a decision to it too, which a crash has delayed', () => {
    expect(reason({}, { at: NOW - 20 * MINUTE, observedAt: NOW - 20 * MINUTE })).toBe('stale');
  });

  it.each<[ChangeCause, string | null]>([
    ['event', null],
    ['time', null],
    ['recovery', null],
    ['published', 'stale'],
    ['identity', 'stale'],
  ])('of a change learned by %s is %s', (cause, expected) => {
    expect(reason({}, { cause })).toBe(expected);
    const campaign = campaignWith({ trigger: { moment: 'comparing' } });
    expect(decide(campaign, momentWith({ cause }), lookWith(), NOW)?.reason).toBe(expected);
  });

  it('judges what a recovery finds by its age', () => {
    expect(reason({}, { cause: 'recovery', at: NOW - HOUR, observedAt: NOW })).toBe('stale');
  });

  it('refuses to go on with a duration that cannot be read', () => {
    expect(() => reason({ freshFor: 'soon' }, {})).toThrow(/win_back.*freshFor/);
  });
});

describe('audience', () => {
  it('is asked with the campaign condition, and refuses who is outside', () => {
    const audience = { trait: 'country', is: 'DE' };
    const look = lookWith({ holdsAudience: (condition) => condition !== audience });
    expect(outline(decide(campaignWith({ audience }), changeWith(), look, NOW))).toBe(
      'refused not_in_audience: freshness, running, not audience',
    );
    expect(decide(campaignWith(), changeWith(), look, NOW)?.outcome).toBe('send');
  });
});

describe('consent', () => {
  it.each([
    ['granted', 'optIn', null],
    ['granted', 'optOut', null],
    ['denied', 'optIn', 'consent_denied'],
    ['denied', 'optOut', 'consent_denied'],
    ['unknown', 'optIn', 'consent_unknown'],
    ['unknown', 'optOut', null],
  ] as const)('%s under %s gives %s', (state, rule, reason) => {
    const look = lookWith({ consent: saying(state), silence: () => rule });
    expect(decide(campaignWith(), changeWith(), look, NOW)?.reason).toBe(reason);
  });
});

describe('frequency cap', () => {
  const capped = campaignWith({ cap: { times: 2, within: '1d' } });
  const withSends = (...sends: number[]): string | null | undefined =>
    decide(capped, changeWith(), lookWith({ sends: () => sends }), NOW)?.reason;

  it('counts over a half-open window: a send exactly `within` ago has left it', () => {
    expect(withSends(NOW, NOW - 24 * HOUR)).toBeNull();
    expect(withSends(NOW, NOW - 24 * HOUR + 1)).toBe('frequency_cap');
  });

  it('counts a send that is stamped after now, because the clock was set back', () => {
    expect(withSends(NOW + HOUR, NOW + HOUR)).toBe('frequency_cap');
  });

  it('is never exceeded in any window, however decisions fall, and across merges', () => {
    const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 9 * HOUR }), merged: fc.boolean(), byDevice: fc.boolean() }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (journey) => {
        const log = new DecisionLog();
        const sent: { at: number; merged: boolean; key: string }[] = [];
        let now = NOW;
        let merged = false;
        for (const [index, step] of journey.entries()) {
          now += step.wait;
          merged ||= step.merged;
          const self = step.byDevice && !merged ? device : ann;
          const identifiers = merged ? [ann, device] : [self];
          const look = lookWith({ identifier: self, sends: (name) => log.sends(name, identifiers) });
          const decision = decide(capped, changeWith({ changeId: `c${index}`, at: now, observedAt: now }), look, now);
          if (decision === undefined) throw new Error('nothing decided');
          log.fold(decision);
          if (decision.outcome === 'send') sent.push({ at: now, merged, key: self.value });
        }
        for (const [index, last] of sent.entries()) {
          const theirs = sent.slice(0, index + 1).filter(({ key }) => last.merged || key === last.key);
          expect(theirs.filter(({ at }) => at > last.at - 24 * HOUR).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
});

describe('holdout', () => {
  it('spreads lots evenly, and independently between campaigns', () => {
    const lots = Array.from({ length: 4000 }, (_, index) => personIdentifier('userId', `u${index}`));
    const inA = lots.filter((identifier) => lotOf('a', identifier) < 0.1);
    const inBoth = inA.filter((identifier) => lotOf('b', identifier) < 0.1);
    expect(inA.length).toBeGreaterThan(330);
    expect(inA.length).toBeLessThan(470);
    expect(inBoth.length).toBeLessThan(inA.length / 4);
  });

  it('keeps exactly those out whose lot is below the share', () => {
    const lot = lotOf('win_back', ann);
    const decided = (holdout: number): string | null | undefined =>
      decide(campaignWith({ holdout }), changeWith(), lookWith(), NOW)?.reason;
    expect(decided(lot)).toBeNull();
    expect(decided(lot + 1e-9)).toBe('holdout');
    expect(decided(0)).toBeNull();
    expect(decided(1)).toBe('holdout');
  });

  it('keeps its first assignment through a merge that changes the representative identifier', () => {
    const log = new DecisionLog();
    const share = (lotOf('win_back', ann) + lotOf('win_back', device)) / 2;
    const campaign = campaignWith({ holdout: share });
    const before = decide(campaign, changeWith(), lookWith({ identifier: device }), NOW);
    if (before === undefined) throw new Error('nothing decided');
    log.fold(before);
    const merged = lookWith({ identifier: ann, assignedBy: (name) => log.assignedBy(name, [ann, device]) });
    const after = decide(campaign, changeWith({ changeId: 'change-2' }), merged, NOW);
    const unmindful = decide(campaign, changeWith({ changeId: 'change-2' }), lookWith({ identifier: ann }), NOW);
    expect(after?.outcome).toBe(before.outcome);
    expect(unmindful?.outcome).not.toBe(before.outcome);
  });
});

describe('DecisionLog', () => {
  const decisionOf = (change: Partial<SegmentChange>, look: Partial<CustomerLook>, now = NOW): Decision => {
    const decision = decide(campaignWith(), changeWith(change), lookWith(look), now);
    if (decision === undefined) throw new Error('nothing decided');
    return decision;
  };
  const first = decisionOf({ changeId: 'a' }, { identifier: device });
  const second = decisionOf({ changeId: 'b' }, { identifier: ann }, NOW + 1);
  const refused = decisionOf({ changeId: 'c' }, { identifier: ann, consent: saying('denied') }, NOW - 1);

  it('gives the same answers for any order and repetition of the same decisions', () => {
    const orders = fc.shuffledSubarray([first, second, refused, first, second], { minLength: 5 });
    fc.assert(
      fc.property(orders, (decisions) => {
        const log = new DecisionLog();
        for (const decision of decisions) log.fold(decision);
        expect([...log.sends('win_back', [ann, device])].sort()).toEqual([NOW, NOW + 1]);
        expect(log.assignedBy('win_back', [ann, device])).toEqual(device);
        expect(log.assignedBy('win_back', [ann])).toEqual(ann);
        expect(log.has(refused.decisionId)).toBe(true);
      }),
    );
  });

  it('takes a decision that never drew a lot for no assignment', () => {
    const log = new DecisionLog();
    log.fold(refused);
    expect(log.assignedBy('win_back', [ann])).toBeUndefined();
    expect(log.sends('win_back', [ann])).toEqual([]);
  });

  it('forgets the erased, but not that the decision was taken', () => {
    const log = new DecisionLog();
    log.fold(first);
    log.erase([device]);
    expect(log.sends('win_back', [device])).toEqual([]);
    expect(log.has(first.decisionId)).toBe(true);
  });
});

describe('what the checks saw, for people', () => {
  const details = (campaign: Partial<CampaignDefinition>, late: number) => {
    const decision = decide(campaignWith(campaign), changeWith({ at: NOW - late, observedAt: NOW }), lookWith({ sends: () => [NOW] }), NOW);
    return Object.fromEntries((decision?.checks ?? []).map(({ check, detail }) => [check, detail]));
  };

  it('says lengths of time in their own units', () => {
    expect(details({}, 12).freshness).toBe('happened 12 milliseconds ago, fresh for 15 minutes');
    expect(details({ freshFor: '1h' }, 43 * 24 * HOUR).freshness).toBe('happened 43 days ago, fresh for 1 hour');
    expect(details({ cap: { times: 1, within: '7d' } }, 0).frequency_cap).toBe('1 of at most 1 sent within 7 days');
  });

  it('says lot and share so that one sees which is smaller', () => {
    const lot = lotOf('win_back', ann);
    expect(details({ holdout: 0.1 }, 0).holdout).toBe(
      lot < 0.1 ? `held out: lot ${lot.toFixed(2)}, held out below 0.10` : `not held out: lot ${lot.toFixed(2)}, held out below 0.10`,
    );
    const near = Math.ceil(lot * 10_000 + 0.000_1) / 10_000;
    expect(details({ holdout: near }, 0).holdout).toMatch(/^held out: lot 0\.(\d+), held out below 0\.(?!\1$)\d+$/);
  });
});
