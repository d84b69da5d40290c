import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { foundCustomersQuery } from '../api/customer-queries.js';
import { momentDefinitionsQuery } from '../api/moment-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { customerKey, customerName } from '../format/identifier.js';
import { type PaletteItem, paletteItems } from '../format/palette-items.js';
import { plainName } from '../format/value.js';
import { keyboardTexts as texts } from '../texts/keyboard-en.js';
import type { NavPage } from './keyboard.js';
import { Modal } from './modal.js';
import { useSettled } from './use-settled.js';

/** Customers are asked for when somebody has stopped typing for so long, in milliseconds. */
const QUIET = 200;
const CUSTOMERS = 5;

/** Finds pages, segments, moments and customers by what they are called, and goes there. */
export function Palette({ pages, onClose }: { pages: readonly NavPage[]; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const items = usePaletteItems(pages, typed);
  const navigate = useNavigate();
  const id = useId();
  const place = Math.min(chosen, items.length - 1);
  function go(item: PaletteItem | undefined): void {
    if (item === undefined) return;
    onClose();
    void navigate({ to: item.to });
  }
  function onKey(event: React.KeyboardEvent): void {
    if (event.key === 'Enter') go(items[place]);
    else if (event.key === 'ArrowDown') setChosen((place + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setChosen((place - 1 + items.length) % Math.max(1, items.length));
    else return;
    event.preventDefault();
  }
  return (
    <Modal title={texts.title} onClose={onClose}>
      <input
        type="search"
        role="combobox"
        aria-label={texts.title}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items[place] && `${id}-${place}`}
        aria-autocomplete="list"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        placeholder={texts.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <p className="visually-hidden" role="status">
        {texts.count(items.length)}
      </p>
      {items.length === 0 && <p className="dim">{texts.nothing}</p>}
      <ul id={`${id}-list`} role="listbox" aria-label={texts.results} className="palette-list">
        {items.map((item, index) => (
          // Chosen by the arrow keys in the field above, as the pattern of a combobox has it.
          <li
            key={`${item.kind} ${item.to}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === place}
            onPointerMove={() => setChosen(index)}
            onClick={() => go(item)}
          >
            <span className="break">{item.name}</span> <span className="dim">{texts.kinds[item.kind]}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function usePaletteItems(pages: readonly NavPage[], typed: string): readonly PaletteItem[] {
  const search = useSettled(typed.trim(), QUIET);
  const segments = useQuery({ ...segmentsQuery, refetchInterval: false }).data?.segments ?? [];
  const moments = useQuery(momentDefinitionsQuery).data ?? [];
  const found = useInfiniteQuery({ ...foundCustomersQuery({ search }), enabled: search.length > 1 }).data?.pages[0]?.customers ?? [];
  return paletteItems(
    [
      ...pages.map(({ to, name }) => ({ kind: 'page' as const, name, to })),
      ...segments.map(({ name }) => ({ kind: 'segment' as const, name: plainName(name), to: `/segments/${encodeURIComponent(name)}` })),
      ...moments.map(({ name }) => ({ kind: 'moment' as const, name: plainName(name), to: `/moments/${encodeURIComponent(name)}` })),
      ...found.slice(0, CUSTOMERS).map(({ customerId, identifiers, matched }) => ({
        kind: 'customer' as const,
        name: matched === undefined ? customerName(customerId, identifiers) : matched.slice(matched.indexOf(':') + 1),
        to: `/customers/${encodeURIComponent(customerKey(customerId))}`,
      })),
    ],
    typed,
  );
}
