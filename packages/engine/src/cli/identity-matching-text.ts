/** What matching says, as text for people. */
import type { PairExplanation } from '../identify/matching/explain.js';
import type { IdentityExplanation, Matching, MatchingExplanation, SuggestionList } from '../api/contract.js';
import { decidedByPeople, linkTable } from './identity-by-hand.js';
import { fields, numberText, table, visible } from './table.js';

const STATES: Readonly<Record<Matching['state'], string>> = {
  undefined: 'no matching is published',
  noModel: 'nothing is learned yet: `cusp identity learn`',
  starting: 'records are being read',
  learning: 'a model is being learned',
  matching: 'what changed is being matched',
  live: 'live',
  failed: 'it has failed',
};

/** How matching stands, and what the model in force has learned. */
export function matchingText({ state, matching, model, records, waiting, links, suggestions, failure, drift }: Matching): string {
  const lines: (readonly [string, string])[] = [['state', STATES[state]]];
  if (failure !== null) lines.push(['failure', visible(failure)]);
  if (matching === null) return fields(lines);
  lines.push(
    ['matching', matching],
    ['records', numberText(records)],
    ['waiting', numberText(waiting)],
    ['links', numberText(links)],
    ['suggestions', numberText(suggestions)],
  );
  if (model === null) return fields(lines);
  const { modelId, learnedAt, by, linkFrom, suggestFrom } = model;
  lines.push(
    ['model', `${modelId}, learned ${learnedAt} by ${visible(by)} from ${numberText(model.records)} records`],
    ['links from', `probability ${linkFrom}; suggestions from ${suggestFrom}`],
  );
  if (drift !== null) lines.push(['drift', `${drift.index.toFixed(3)}: ${drift.verdict}`]);
  return `${fields(lines)}\n\n${levelsText(model)}`;
}

function levelsText({ fields: learned }: NonNullable<Matching['model']>): string {
  const levels = learned.flatMap(({ name, kind, levels: ofField }) => ofField.map((level) => ({ name: `${name} (${kind})`, ...level })));
  return table(levels, [
    { title: 'FIELD', value: ({ name }) => name },
    { title: 'LEVEL', value: ({ level }) => level },
    { title: 'ONE PERSON', value: ({ m }) => m.toPrecision(3), right: true },
    { title: 'TWO PERSONS', value: ({ u }) => u.toPrecision(3), right: true },
    { title: 'BITS', value: ({ bits }) => bits.toFixed(1), right: true },
  ]);
}

/** Pairs for somebody to decide, with what speaks most for each. */
export function suggestionsText({ suggestions, nextCursor }: SuggestionList): string {
  if (suggestions.length === 0) return 'There is nothing to decide.';
  const text = table(suggestions, [
    { title: 'LEFT', value: ({ left }) => left.identifier },
    { title: 'RIGHT', value: ({ right }) => right.identifier },
    { title: 'PROBABILITY', value: ({ probability }) => probability.toFixed(3), right: true },
    { title: 'BITS', value: ({ bits }) => bits.toFixed(1), right: true },
    { title: 'FOR IT', value: ({ explanation }) => strongest(explanation, 1) },
    { title: 'AGAINST IT', value: ({ explanation }) => strongest(explanation, -1) },
  ]);
  return nextCursor === null ? text : `${text}\nThere are more; --limit takes up to 1000.`;
}

const NAMED = 3;

/** The fields that weigh most in one direction. */
function strongest(explanation: MatchingExplanation | null, sign: 1 | -1): string {
  const weights = (explanation?.steps ?? []).map(({ field, bits, rarityBits }) => ({ field, weight: sign * (bits + rarityBits) }));
  return weights
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .slice(0, NAMED)
    .map(({ field }) => field)
    .join(', ');
}

/** Why two are one customer or not: the way between them, what people decided, and the waterfall. */
export function explanationText({ left, right, sameCustomer, links, refused, decisions, matching }: IdentityExplanation): string {
  const [one, other] = [left, right].map(({ identifier }) => visible(identifier)) as [string, string];
  const verdict = sameCustomer ? `${one} and ${other} are one customer, ${left.customerId}.` : `${one} and ${other} are two customers.`;
  const linked = [...links, ...refused];
  const parts = [verdict];
  if (linked.length > 0) parts.push(linkTable(linked));
  else if (!sameCustomer) parts.push('Nothing links them.');
  parts.push(...decidedByPeople(decisions).map((text) => text.trim()));
  parts.push(matching === null ? 'Matching says nothing of them.' : waterfallText(matching));
  return parts.join('\n\n');
}

/** Characters of the longest bar. */
const LONGEST_BAR = 24;

/** The waterfall: the prior, what each field adds, and the sum, each with a bar that shows its bits. */
export function waterfallText({ prior, steps, lookAlikeBits, bits, probability, verdict }: PairExplanation): string {
  const rows = [
    {
      field: 'before',
      level: `${prior.probability.toPrecision(2)} of all pairs are one person`,
      left: '',
      right: '',
      bits: prior.bits,
      rarity: 0,
    },
    ...steps.map(({ field, level, left, right, bits: own, rarityBits }) => ({
      ...{ field, level, left: left ?? '–', right: right ?? '–', bits: own + rarityBits, rarity: rarityBits },
    })),
    ...(lookAlikeBits === 0
      ? []
      : [{ field: 'look-alikes', level: 'others share these values', left: '', right: '', bits: lookAlikeBits, rarity: 0 }]),
    { field: 'sum', level: `probability ${probability.toFixed(4)}: ${VERDICTS[verdict]}`, left: '', right: '', bits, rarity: 0 },
  ];
  const largest = Math.max(1, ...rows.map((row) => Math.abs(row.bits)));
  return table(rows, [
    { title: 'FIELD', value: ({ field }) => field },
    { title: 'HOW ALIKE', value: ({ level }) => level },
    { title: 'LEFT', value: ({ left }) => left },
    { title: 'RIGHT', value: ({ right }) => right },
    { title: 'BITS', value: (row) => signed(row.bits), right: true },
    { title: 'BY RARITY', value: ({ rarity }) => (rarity === 0 ? '' : signed(rarity)), right: true },
    { title: '', value: (row) => (row.bits >= 0 ? '█' : '░').repeat(Math.round((Math.abs(row.bits) / largest) * LONGEST_BAR)) },
  ]);
}

function signed(bits: number): string {
  return `${bits >= 0 ? '+' : '−'}${Math.abs(bits).toFixed(1)}`;
}

const VERDICTS: Readonly<Record<MatchingExplanation['verdict'], string>> = {
  link: 'linked',
  suggestion: 'a suggestion',
  none: 'not linked',
};
