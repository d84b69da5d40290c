import type { ConsentLedger } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { plainName, shortName } from '../format/value.js';
import { consentTexts as texts } from '../texts/consent-en.js';
import { Badge } from './badge.js';
import { When } from './when.js';

type Choice = ConsentLedger['choices'][number];

/** Choices, newest first: when, what, by which way, after which text, and who entered it. */
export function ConsentChoiceTable({ choices, withCustomers = false }: { choices: readonly Choice[]; withCustomers?: boolean }) {
  const { columns } = texts;
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <thead>
          <tr>
            <th scope="col">{columns.at}</th>
            {withCustomers && <th scope="col">{columns.customer}</th>}
            <th scope="col">{columns.purpose}</th>
            <th scope="col">{columns.choice}</th>
            <th scope="col">{columns.way}</th>
            <th scope="col">{columns.text}</th>
            <th scope="col">{columns.by}</th>
          </tr>
        </thead>
        <tbody>
          {choices.map((choice) => (
            <ChoiceRow key={`${choice.messageId} ${choice.identifier} ${choice.purpose}`} choice={choice} withCustomers={withCustomers} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChoiceRow({ choice, withCustomers }: { choice: Choice; withCustomers: boolean }) {
  const { at, identifier, purpose, granted, expires, way, source, text, by, reason } = choice;
  const { columns } = texts;
  return (
    <tr>
      <td data-label={columns.at}>
        <When at={at} />
      </td>
      {withCustomers && (
        <td data-label={columns.customer}>
          <Link to="/customers/$key" params={{ key: identifier }} title={identifier}>
            {shortName(identifier.slice(identifier.indexOf(':') + 1))}
          </Link>
        </td>
      )}
      <td data-label={columns.purpose}>{plainName(purpose)}</td>
      <td data-label={columns.choice}>
        <Badge tone={granted ? 'good' : 'bad'}>{granted ? texts.yes : texts.no}</Badge>
        {expires !== null && (
          <span className="dim">
            {' '}
            {texts.until} <When at={expires} />
          </span>
        )}
      </td>
      <td data-label={columns.way} title={source}>
        {texts.ways[way] ?? way}
      </td>
      <td data-label={columns.text}>{text ?? <span className="dim">–</span>}</td>
      <td data-label={columns.by}>{by === null ? <span className="dim">–</span> : [by, reason].filter(Boolean).join(': ')}</td>
    </tr>
  );
}
