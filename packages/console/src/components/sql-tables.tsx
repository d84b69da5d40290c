import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { columnsQuery, tablesQuery } from '../api/sql-queries.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';

/** The tables that can be asked, each with its columns once it is opened; a click writes a name into the query. */
export function SqlTables({ onPick }: { onPick: (name: string) => void }) {
  const tables = useQuery(tablesQuery);
  return (
    <section className="sql-tables" aria-label={texts.data.tables}>
      <h3>{texts.data.tables}</h3>
      <Answer of={tables} lines={3}>
        {(names) => (
          <ul>
            {names.map((name) => (
              <li key={name}>
                <Table name={name} onPick={onPick} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}

function Table({ name, onPick }: { name: string; onPick: (name: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{name}</summary>
      {isOpen && <Columns table={name} onPick={onPick} />}
    </details>
  );
}

function Columns({ table, onPick }: { table: string; onPick: (name: string) => void }) {
  const columns = useQuery(columnsQuery(table));
  return (
    <Answer of={columns} lines={2}>
      {(found) => (
        <ul className="sql-columns">
          {found.map(({ name, type }) => (
            <li key={name}>
              <button type="button" className="quiet" title={texts.data.pick(name)} onClick={() => onPick(name)}>
                <code>{name}</code>
              </button>{' '}
              <span className="dim">{type}</span>
            </li>
          ))}
        </ul>
      )}
    </Answer>
  );
}
