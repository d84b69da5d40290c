import type { DiscoverFinding, DiscoverResult } from '../api/contract.js';
import { durationInWords, lengthInWords } from '../vocabulary/instant.js';
import { numberText } from './table.js';

/** What a discovery has found, for people. */
export function discoveryText(result: DiscoverResult): string {
  const { goal, horizon, segment, members, population, candidatesTried, carriedOver, sample, findings, setAside } = result;
  const whom = segment === null ? '' : `, of customers in ${segment} (members ${members ?? ''})`;
  const head = [
    `Before “${goal}” within ${durationInWords(horizon)}${whom}`,
    `${numberText(population.events)} events of ${numberText(population.customers)} customers, ${numberText(population.goals)} goals; ` +
      `${numberText(population.mined)} customers mined and confirmed on the other ${numberText(population.confirmedOn)}, and the other way round.`,
    `${numberText(candidatesTried)} situations tried, ${numberText(carriedOver)} carried over, ${numberText(findings.length)} confirmed: of these at most 5 % are expected to be none.`,
  ];
  if (sample < 1)
    head.push(`There are too many events to look at all: these are ${percent(sample)} of the customers, always the same ones.`);
  const body =
    findings.length === 0
      ? ['', 'Nothing was found that stands.']
      : findings.flatMap((finding, index) => ['', ...findingLines(finding, index + 1)]);
  const aside = setAside.length === 0 ? [] : ['', 'Set aside:', ...setAside.map(({ words, why }) => `  ${words}: ${why}`)];
  return [...head, ...body, ...aside].join('\n');
}

function findingLines(finding: DiscoverFinding, number: number): string[] {
  const { words, lift, interval, occurrences, customers, goalRate, controlRate, leadTime, qValue, whole, byCompany } = finding;
  const after = leadTime.median === null ? '' : `, half of them within ${lengthInWords(leadTime.median)}`;
  const lines = [
    `${number}. ${words}`,
    `   lift ${liftText(lift, interval)}: ${percent(goalRate)} reach the goal${after}; comparable ones ${percent(controlRate)}`,
    `   ${numberText(occurrences)} occurrences of ${numberText(customers)} customers, q ${qValue < 0.001 ? '< 0.001' : qValue.toFixed(3)}`,
  ];
  if (byCompany.length > 0)
    lines.push(`   ${byCompany.map((name) => `“${name}”`).join(', ')}: done by the company; whom it chose may explain the lift`);
  if (whole === null) lines.push('   among all customers: too little to say');
  if (whole)
    lines.push(`   among all customers: lift ${liftText(whole.lift, whole.interval)} on ${numberText(whole.occurrences)} occurrences`);
  return lines;
}

function liftText(lift: number, [low, high]: readonly [number, number]): string {
  return `${lift.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)} %`;
}
