import type { Customer } from '@cusp/engine/contract';
import type { ReactNode } from 'react';
import { customerName } from '../format/identifier.js';
import { count } from '../format/number.js';
import { plainName, valueText } from '../format/value.js';
import { identityTexts } from '../texts/identity-en.js';
import { Badge } from './badge.js';
import { When } from './when.js';

const texts = identityTexts.merge;
/** Traits that are compared, those that both have before others. */
const MOST_TRAITS = 10;

/** What is shown of each customer beside their traits. */
const ROWS: readonly { readonly name: string; readonly value: (customer: Customer) => ReactNode }[] = [
  { name: texts.rows.identifiers, value: ({ identifiers }) => <List of={identifiers} /> },
  { name: texts.rows.firstSeen, value: ({ firstSeen }) => <When at={firstSeen} /> },
  { name: texts.rows.lastSeen, value: ({ lastSeen }) => <When at={lastSeen} /> },
  { name: texts.rows.events, value: ({ events }) => count(events) },
  { name: texts.rows.segments, value: ({ segments }) => <List of={segments.map(({ name }) => plainName(name))} /> },
];

/** Two customers beside each other, to see whether they are one. */
export function IdentityComparison({ here, there }: { here: Customer; there: Customer }) {
  const both = [here, there];
  return (
    <div className="table-scroll">
      <table className="identity-comparison">
        <thead>
          <tr>
            <td />
            {both.map(({ customerId, identifiers, traits }) => (
              <th key={customerId} scope="col">
                <span className="dim line-note">{customerId === here.customerId ? texts.here : texts.there}</span>
                {customerName(customerId, identifiers, traits)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {both.map((customer) => (
                <td key={customer.customerId}>{value(customer)}</td>
              ))}
            </tr>
          ))}
          {comparedTraits(here, there).map((trait) => (
            <tr key={trait}>
              <th scope="row">
                {plainName(trait)} {differ(trait, here, there) && <Badge tone="moment">{texts.differs}</Badge>}
              </th>
              {both.map(({ customerId, traits }) => (
                <td key={customerId}>{traitText(trait, traits) ?? texts.nothing}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function comparedTraits(here: Customer, there: Customer): readonly string[] {
  const names = [...new Set([...Object.keys(here.traits), ...Object.keys(there.traits)])].sort();
  const inBoth = (name: string): boolean => Object.hasOwn(here.traits, name) && Object.hasOwn(there.traits, name);
  return [...names.filter(inBoth), ...names.filter((name) => !inBoth(name))].slice(0, MOST_TRAITS);
}

function traitText(name: string, traits: Customer['traits']): string | undefined {
  return Object.hasOwn(traits, name) ? valueText(traits[name]) : undefined;
}

/** Whether both have the trait, and not the same. */
function differ(name: string, here: Customer, there: Customer): boolean {
  const [left, right] = [traitText(name, here.traits), traitText(name, there.traits)];
  return left !== undefined && right !== undefined && left !== right;
}

function List({ of }: { of: readonly string[] }) {
  if (of.length === 0) return texts.nothing;
  return (
    <ul>
      {of.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}
