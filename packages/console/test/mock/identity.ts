import type { IdentityReport, Matching, MatchingExplanation, SuggestionList } from '@cusp/engine/contract';
import type { Person } from './world.js';

/** A report on people of whom the first contradicts themselves. */
export function mockIdentityReport(people: readonly Person[]): IdentityReport {
  const [first] = people;
  const identifiers = people.reduce((sum, each) => sum + each.identifiers.length, 0);
  const sizes = new Map<number, number>();
  for (const each of people) sizes.set(each.identifiers.length, (sizes.get(each.identifiers.length) ?? 0) + 1);
  const values = [
    { value: '1990-03-04', identifiers: ['userId:ann'] },
    { value: '1971-07-17', identifiers: ['userId:ben'] },
  ];
  const contradictions = [{ trait: 'birthday', values }];
  const suspicious =
    first === undefined ? [] : [{ customerId: first.id, identifiers: first.identifiers, why: ['2 userIds'], contradictions }];
  return {
    customers: people.length,
    identifiers,
    sizes: [...sizes].map(([size, customers]) => ({ identifiers: size, customers })),
    refusedLinks: 3,
    sharedIdentifiers: 1,
    shared: [{ identifier: 'anonymousId:tablet', why: 'it was seen with 3 userIds' }],
    decisions: 0,
    suspiciousCustomers: suspicious.length,
    suspicious,
    contradicting: [{ trait: 'birthday', customers: suspicious.length }],
    truth: null,
    months: [],
  };
}

const EXPLANATION: MatchingExplanation = {
  modelId: 'm_mock',
  prior: { probability: 0.001, bits: -10 },
  steps: [
    { field: 'first_name', level: 'one edit apart', left: 'anna', right: 'ann', bits: 5, rarityBits: 0.4 },
    { field: 'birthday', level: 'equal', left: '19900304', right: '19900304', bits: 9, rarityBits: 0 },
    { field: 'city', level: 'different', left: 'york', right: null, bits: -1.2, rarityBits: 0 },
  ],
  lookAlikeBits: -2,
  bits: 1.2,
  probability: 0.7,
  verdict: 'suggestion',
};

/** One pair to decide on. */
export function mockSuggestions(): SuggestionList {
  const [left, right] = [
    { customerId: 'c_ann', identifier: 'userId:ann' },
    { customerId: 'c_anna', identifier: 'userId:anna' },
  ];
  return { suggestions: [{ left, right, probability: 0.7, bits: 1.2, explanation: EXPLANATION }], nextCursor: null };
}

/** Matching that has learned of one field. */
export function mockMatching(now: number): Matching {
  const levels = [
    { level: 'equal', m: 0.9, u: 0.01, bits: 6.5 },
    { level: 'different', m: 0.1, u: 0.99, bits: -3.3 },
  ];
  const thresholds = { linkFrom: 0.5, suggestFrom: 0.1, prior: 0.001 };
  const fields = [{ name: 'first_name', kind: 'name', drift: 0.02, levels }];
  return {
    state: 'live',
    matching: 'people',
    title: 'People',
    version: 1,
    model: { modelId: 'm_mock', learnedAt: new Date(now).toISOString(), by: 'Dana', records: 20, ...thresholds, fields },
    records: 20,
    waiting: 0,
    links: 2,
    suggestions: 1,
    failure: null,
    drift: { index: 0.02, verdict: 'stable' },
  };
}
