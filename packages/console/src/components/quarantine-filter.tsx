import type { QuarantineGroups } from '@cusp/engine/contract';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';

/** Which items are looked at. */
export interface QuarantineChoice {
  readonly source: string | undefined;
  readonly reason: string | undefined;
  /** Undefined shows those that have left, too. */
  readonly state: 'waiting' | undefined;
}

type Group = QuarantineGroups['groups'][number];

/** Chooses by source and reason, each with how many wait. */
export function QuarantineFilter({
  groups,
  choice,
  onChoose,
}: {
  groups: readonly Group[];
  choice: QuarantineChoice;
  onChoose: (choice: QuarantineChoice) => void;
}) {
  const sources = counts(groups, ({ source }) => source);
  const reasons = counts(
    groups.filter(({ source }) => choice.source === undefined || source === choice.source),
    ({ reason }) => reason,
  );
  return (
    <div className="quarantine-filter">
      <Select
        label={texts.data.source}
        all={texts.quarantine.allSources}
        value={choice.source}
        options={sources}
        onChange={(source) => onChoose({ ...choice, source })}
      />
      <Select
        label={texts.quarantine.reason}
        all={texts.quarantine.allReasons}
        value={choice.reason}
        options={reasons}
        onChange={(reason) => onChoose({ ...choice, reason })}
      />
      <label className="choice filter">
        <input
          type="checkbox"
          checked={choice.state === undefined}
          onChange={(event) => onChoose({ ...choice, state: event.target.checked ? undefined : 'waiting' })}
        />
        {texts.quarantine.leftToo}
      </label>
    </div>
  );
}

function Select({
  label,
  all,
  value,
  options,
  onChange,
}: {
  label: string;
  all: string;
  value: string | undefined;
  options: ReadonlyMap<string, number>;
  onChange: (value: string | undefined) => void;
}) {
  const known = value === undefined || options.has(value) ? [...options] : [...options, [value, 0] as const];
  return (
    <label className="choice filter">
      {label}
      <select value={value ?? ''} onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}>
        <option value="">{all}</option>
        {known.map(([name, waiting]) => (
          <option key={name} value={name}>
            {texts.quarantine.option(plainName(name), waiting)}
          </option>
        ))}
      </select>
    </label>
  );
}

function counts(groups: readonly Group[], nameOf: (group: Group) => string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const group of groups) found.set(nameOf(group), (found.get(nameOf(group)) ?? 0) + group.waiting);
  return found;
}
