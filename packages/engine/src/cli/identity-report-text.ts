import type { IdentityReport } from '../api/contract.js';
import { fields, numberText, table, visible } from './table.js';

/** How good the picture of who is who looks, for people. */
export function identityReportText(report: IdentityReport): string {
  const { customers, identifiers, refusedLinks, sharedIdentifiers, decisions, suspiciousCustomers, sizes, shared, suspicious } = report;
  const counts = fields([
    ['customers', numberText(customers)],
    ['identifiers', numberText(identifiers)],
    ['links refused', numberText(refusedLinks)],
    ['shared', numberText(sharedIdentifiers)],
    ['decisions', numberText(decisions)],
    ['suspicious', numberText(suspiciousCustomers)],
  ]);
  const parts = [
    counts,
    table(sizes, [
      { title: 'IDENTIFIERS', value: ({ identifiers: size }) => size, right: true },
      { title: 'CUSTOMERS', value: ({ customers: count }) => numberText(count), right: true },
    ]),
  ];
  if (shared.length > 0)
    parts.push(
      table(shared, [
        { title: 'SHARED', value: ({ identifier }) => visible(identifier) },
        { title: 'WHY', value: ({ why }) => why },
      ]),
    );
  if (suspicious.length > 0)
    parts.push(
      table(suspicious, [
        { title: 'SUSPICIOUS', value: ({ customerId }) => customerId },
        { title: 'WHY', value: ({ why }) => visible(why.join('; ')) },
      ]),
    );
  return parts.join('\n\n');
}
