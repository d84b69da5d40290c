import type { ChangeItem } from '@cusp/engine/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useId } from 'react';
import { changesQuery } from '../api/access-queries.js';
import { changeLink } from '../format/change-link.js';
import { accessTexts } from '../texts/access-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { LoadMore } from './load-more.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const route = getRouteApi('/settings');
const texts = accessTexts.changes;

/** Who changed what, when. */
export function SettingsChanges() {
  const { who, what } = route.useSearch();
  const changes = useInfiniteQuery(changesQuery({ who, what }));
  return (
    <Panel title={texts.title}>
      <p className="dim">{texts.lead}</p>
      <Filters />
      <Answer of={changes}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? <Empty title={texts.none}>{texts.noneText}</Empty> : <ChangeTable items={items} />;
        }}
      </Answer>
      <LoadMore list={changes} />
    </Panel>
  );
}

function Filters() {
  const id = useId();
  const { who, what } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = (next: { who?: string; what?: string }): void => {
    const asked = { who: next.who ?? who ?? '', what: next.what ?? what ?? '' };
    void navigate({
      search: { show: 'changes', ...(asked.who === '' ? {} : { who: asked.who }), ...(asked.what === '' ? {} : { what: asked.what }) },
      replace: true,
    });
  };
  return (
    <form
      className="access-form"
      onSubmit={(event) => {
        event.preventDefault();
        filter({ who: String(new FormData(event.currentTarget).get('who') ?? '').trim() });
      }}
    >
      <p className="definition-field">
        <label htmlFor={`${id}-who`}>{texts.filterWho}</label>
        <input
          id={`${id}-who`}
          name="who"
          key={who ?? ''}
          defaultValue={who ?? ''}
          maxLength={200}
          onBlur={(event) => filter({ who: event.target.value.trim() })}
        />
      </p>
      <p className="definition-field">
        <label htmlFor={`${id}-what`}>{texts.filterWhat}</label>
        <select id={`${id}-what`} value={what ?? ''} onChange={(event) => filter({ what: event.target.value })}>
          <option value="">{texts.anything}</option>
          {Object.entries(texts.kinds).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </p>
    </form>
  );
}

function ChangeTable({ items }: { items: readonly ChangeItem[] }) {
  return (
    <div className="table-scroll">
      <table className="table-stacked changes-table">
        <thead>
          <tr>
            <th scope="col">{texts.at}</th>
            <th scope="col">{texts.by}</th>
            <th scope="col">{texts.what}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ChangeRow key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChangeRow({ item }: { item: ChangeItem }) {
  const { at, by, action, about, detail, reason } = item;
  const link = changeLink(item);
  return (
    <tr>
      <td data-label={texts.at}>
        <When at={at} />
      </td>
      <td data-label={texts.by}>{by}</td>
      <td data-label={texts.what}>
        {texts.actions[action] ?? action} {link === undefined ? about.name : <a href={link}>{about.name}</a>}
        {detail !== null && <span className="dim"> · {detail}</span>}
        {reason !== null && <div className="dim">{reason}</div>}
      </td>
    </tr>
  );
}
