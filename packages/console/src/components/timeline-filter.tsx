import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useId } from 'react';
import { sourceNamesQuery } from '../api/customer-queries.js';
import { timeZone } from '../format/time.js';
import { TIMELINE_PARTS } from '../format/timeline-parts.js';
import { customersTexts } from '../texts/customers-en.js';

const texts = customersTexts.filter;
const route = getRouteApi('/customers/$key');
type Part = (typeof TIMELINE_PARTS)[number];

/** Narrows the timeline by call, name, source and days; all of it stands in the address. `names`: those to choose from. */
export function TimelineFilter({ names }: { names: readonly string[] }) {
  const asked = route.useSearch();
  const navigate = route.useNavigate();
  const sources = useQuery(sourceNamesQuery).data ?? [];
  const id = useId();
  const set = (part: Part, value: string) =>
    void navigate({
      search: ({ [part]: _before, ...rest }) => (value === '' ? rest : { ...rest, [part]: value }),
      replace: true,
    });
  const isNarrowed = TIMELINE_PARTS.some((part) => asked[part] !== undefined);
  const clear = () =>
    void navigate({
      search: ({ show, why }) => ({ ...(show !== undefined && { show }), ...(why !== undefined && { why }) }),
      replace: true,
    });
  return (
    <form className="timeline-filter" aria-label={texts.label} onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={texts.type}
        all={texts.anyType}
        value={asked.type}
        options={Object.entries(texts.types)}
        onChange={(value) => set('type', value)}
      />
      <label className="choice">
        {texts.event}
        <input
          key={isNarrowed ? 'narrowed' : 'all'}
          list={id}
          defaultValue={asked.event ?? ''}
          placeholder={texts.anyEvent}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => set('event', event.target.value.trim())}
        />
        <datalist id={id}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      <Choice
        label={texts.source}
        all={texts.anySource}
        value={asked.source}
        options={sources.map((name) => [name, name])}
        onChange={(value) => set('source', value)}
      />
      <Day label={texts.since} value={asked.since} onChange={(value) => set('since', value)} />
      <Day label={texts.until} value={asked.until} onChange={(value) => set('until', value)} />
      {isNarrowed && (
        <button type="button" className="quiet" onClick={clear}>
          {texts.clear}
        </button>
      )}
      <p className="dim timeline-zone">{texts.zone(timeZone())}</p>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  return (
    <label className="choice">
      {label}
      <select value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
        <option value="">{all}</option>
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string) => void }) {
  return (
    <label className="choice">
      {label}
      <input type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
