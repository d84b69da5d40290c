import type { ConsentLedger, Contactable } from '../api/consent-contract.js';
import { fields, numberText, table, visible } from './table.js';

type Standing = ConsentLedger['standing'][number];

const WHY: Readonly<Record<string, string>> = {
  choice: 'they chose',
  merge: 'customers who had chosen differently became one',
  optIn: 'no choice is known, and it needs one',
  optOut: 'nobody objected',
};

/** What stands for a customer and why, and the ledger under it. */
export function consentText({ customerId, standing, choices }: ConsentLedger): string {
  const stands = table(standing, [
    { title: 'PURPOSE', value: ({ purpose }) => visible(purpose) },
    { title: 'ALLOWED', value: ({ allowed }) => (allowed ? 'yes' : 'no') },
    { title: 'WHY', value: whyText },
    { title: 'BASIS', value: ({ legalBasis }) => legalBasis },
  ]);
  const ledger = table(choices, [
    { title: 'AT', value: ({ at }) => at },
    { title: 'PURPOSE', value: ({ purpose }) => visible(purpose) },
    { title: 'CHOICE', value: ({ granted, expires }) => (granted ? `yes${expires === null ? '' : ` until ${expires}`}` : 'no') },
    { title: 'WAY', value: ({ way }) => way },
    { title: 'SOURCE', value: ({ source }) => visible(source) },
    { title: 'BY', value: ({ by, reason }) => visible([by, reason].filter((word) => word !== null).join(': ')) },
  ]);
  return [`customer ${customerId}`, stands, choices.length === 0 ? 'No choice is known.' : ledger].join('\n\n');
}

function whyText({ why, since, expires }: Standing): string {
  const when = [since === null ? '' : `since ${since}`, expires === null ? '' : `until ${expires}`].filter((part) => part !== '');
  return [WHY[why] ?? why, ...when].join(', ');
}

/** How many may be contacted, and why not the others. */
export function contactableText({ asOf, purpose, customers, contactable, refused }: Contactable): string {
  return fields([
    ['purpose', visible(purpose)],
    ['customers', numberText(customers)],
    ['may be contacted', numberText(contactable)],
    ['have denied it', numberText(refused.consent_denied)],
    ['have not agreed', numberText(refused.consent_unknown)],
    ['have no address', numberText(refused.no_address)],
    ['as of', asOf],
  ]);
}
