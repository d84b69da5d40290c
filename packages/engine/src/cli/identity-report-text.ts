import type { IdentityReport } from '../api/contract.js';
import { fields, numberText, table, visible } from './table.js';

/** How good the picture of who is who looks, for people. */
export function identityReportText(report: IdentityReport): string {
  const parts = [countsText(report), sizesText(report)];
  if (report.truth !== null) parts.push(truthText(report.truth));
  if (report.months.length > 0) parts.push(monthsText(report));
  if (report.shared.length > 0)
    parts.push(
      table(report.shared, [
        { title: 'SHARED', value: ({ identifier }) => visible(identifier) },
        { title: 'WHY', value: ({ why }) => why },
      ]),
    );
  if (report.suspicious.length > 0) parts.push(suspiciousText(report));
  const contradictions = contradictionsIn(report);
  if (contradictions.length > 0)
    parts.push(
      table(contradictions, [
        { title: 'CONTRADICTION', value: ({ customerId }) => customerId },
        { title: 'TRAIT', value: ({ trait }) => visible(trait) },
        { title: 'VALUE', value: ({ value }) => visible(value) },
        { title: 'SAID OF', value: ({ of }) => visible(of.join('  ')) },
      ]),
    );
  return parts.join('\n\n');
}

function countsText({ customers, identifiers, refusedLinks, sharedIdentifiers, decisions, suspiciousCustomers }: IdentityReport): string {
  return fields([
    ['customers', numberText(customers)],
    ['identifiers', numberText(identifiers)],
    ['links refused', numberText(refusedLinks)],
    ['shared', numberText(sharedIdentifiers)],
    ['decisions', numberText(decisions)],
    ['suspicious', numberText(suspiciousCustomers)],
  ]);
}

function sizesText({ sizes }: IdentityReport): string {
  return table(sizes, [
    { title: 'IDENTIFIERS', value: ({ identifiers: size }) => size, right: true },
    { title: 'CUSTOMERS', value: ({ customers: count }) => numberText(count), right: true },
  ]);
}

function truthText(truth: NonNullable<IdentityReport['truth']>): string {
  const { trait, identifiers, people, truePairs, joinedPairs, rightPairs, precision, recall, f1 } = truth;
  return fields([
    ['truth', visible(trait)],
    ['labelled', `${numberText(identifiers)} identifiers of ${numberText(people)} people`],
    ['true pairs', numberText(truePairs)],
    ['joined pairs', `${numberText(joinedPairs)}, of which ${numberText(rightPairs)} are right`],
    ['precision', shareText(precision)],
    ['recall', shareText(recall)],
    ['F1', shareText(f1)],
  ]);
}

function shareText(share: number | null): string {
  return share === null ? '–' : share.toFixed(4);
}

function monthsText({ months }: IdentityReport): string {
  return table(months, [
    { title: 'MONTH', value: ({ month }) => month },
    { title: 'CUSTOMERS', value: ({ customers }) => `+${numberText(customers)}`, right: true },
    { title: 'IDENTIFIERS EACH', value: ({ identifiersPerCustomer }) => identifiersPerCustomer?.toFixed(2) ?? '–', right: true },
    { title: 'LINKS', value: ({ links }) => `+${numberText(links)}`, right: true },
    { title: 'REFUSED', value: ({ refusedLinks }) => `+${numberText(refusedLinks)}`, right: true },
    { title: 'EVENTS', value: ({ events }) => numberText(events), right: true },
    { title: 'WITHOUT USERID', value: ({ events, withoutUserId }) => percentText(withoutUserId, events), right: true },
  ]);
}

function percentText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function suspiciousText({ suspicious }: IdentityReport): string {
  return table(suspicious, [
    { title: 'SUSPICIOUS', value: ({ customerId }) => customerId },
    { title: 'WHY', value: ({ why }) => visible(why.join('; ')) },
  ]);
}

/** A line for each value of each contradiction. */
function contradictionsIn({ suspicious }: IdentityReport) {
  return suspicious.flatMap(({ customerId, contradictions }) =>
    contradictions.flatMap(({ trait, values }) => values.map(({ value, identifiers: of }) => ({ customerId, trait, value, of }))),
  );
}
