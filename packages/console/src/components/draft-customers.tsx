import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { draftCustomersQuery } from '../api/definition-queries.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Answer } from './answer.js';
import { CustomerLink } from './customer-link.js';
import { LoadMore } from './load-more.js';

/** Who would enter, or leave, by a draft; fetched when it is opened. */
export function DraftCustomers({
  name,
  side,
  title,
  savedAt,
}: {
  name: string;
  side: 'entering' | 'leaving';
  title: string;
  savedAt: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && <List name={name} side={side} savedAt={savedAt} />}
    </details>
  );
}

function List({ name, side, savedAt }: { name: string; side: 'entering' | 'leaving'; savedAt: string }) {
  const customers = useInfiniteQuery(draftCustomersQuery(name, side, savedAt));
  return (
    <>
      <Answer of={customers}>
        {(data) => {
          const list = data.pages.flatMap((page) => page.customers);
          if (list.length === 0) return <p className="dim">{definitionTexts.draft.nobody}</p>;
          return (
            <ul className="chips">
              {list.map(({ customerId, identifiers }) => (
                <li key={customerId}>
                  <CustomerLink customerId={customerId} identifiers={identifiers} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={customers} />
    </>
  );
}
