import { type ReactNode, useId, useState } from 'react';
import { plainName } from '../format/value.js';
import { Prose } from './prose.js';

interface FieldProps {
  readonly label: string;
  /** For a field whose place says what it is: the label is for those who hear it. */
  readonly isLabelHidden?: boolean;
  readonly hint?: string;
}

/** A line of text; a datalist offers what is known, and anything may be written. */
export function TextField({
  label,
  isLabelHidden = false,
  hint,
  value,
  onChange,
  known,
  area = false,
}: FieldProps & { value: string; onChange: (value: string) => void; known?: readonly string[]; area?: boolean }) {
  const id = useId();
  const common = {
    id,
    value,
    autoComplete: 'off',
    spellCheck: area,
    maxLength: 20_000,
    ...(hint !== undefined && { 'aria-describedby': `${id}-hint` }),
  };
  return (
    <div className="definition-field">
      <Label id={id} label={label} isHidden={isLabelHidden} />
      {area ? (
        <textarea {...common} rows={2} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} {...(known !== undefined && { list: `${id}-known` })} onChange={(event) => onChange(event.target.value)} />
      )}
      {known !== undefined && (
        <datalist id={`${id}-known`}>
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      <Hint id={id} hint={hint} />
    </div>
  );
}

/** A number as it is typed; undefined when nothing, or no number, is written. @param times what stands in the definition is this times smaller: 100 for per cent */
export function NumberField({
  label,
  isLabelHidden = false,
  hint,
  value,
  onChange,
  times = 1,
}: FieldProps & { value: number | undefined; onChange: (value: number | undefined) => void; times?: number }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const told = value === undefined ? '' : String(Number((value * times).toPrecision(12)));
  // While it is typed, `0.` and `0.0` say the same as what stands in the definition.
  const shown = numberOf(typed, times) === value ? typed : told;
  return (
    <div className="definition-field">
      <Label id={id} label={label} isHidden={isLabelHidden} />
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={shown}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(numberOf(event.target.value, times));
        }}
      />
      <Hint id={id} hint={hint} />
    </div>
  );
}

function numberOf(text: string, times: number): number | undefined {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) ? undefined : Number((value / times).toPrecision(12));
}

/** One of a few. What is chosen now is always among them, even when it is not known here. */
export function ChoiceField({
  label,
  isLabelHidden = false,
  hint,
  value,
  options,
  none,
  onChange,
}: FieldProps & {
  value: string;
  options: readonly { readonly name: string; readonly said?: string }[];
  /** What the choice of none is called; absent: there is no such choice. */
  none?: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const isKnown = options.some(({ name }) => name === value);
  return (
    <div className="definition-field">
      <Label id={id} label={label} isHidden={isLabelHidden} />
      <select
        id={id}
        value={value}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        onChange={(event) => onChange(event.target.value)}
      >
        {(none !== undefined || (value === '' && !isKnown)) && <option value="">{none ?? ''}</option>}
        {!isKnown && value !== '' && <option value={value}>{plainName(value)}</option>}
        {options.map(({ name, said }) => (
          <option key={name} value={name}>
            {said ?? plainName(name)}
          </option>
        ))}
      </select>
      <Hint id={id} hint={hint} />
    </div>
  );
}

/** Yes or no. */
export function CheckField({ label, hint, value, onChange }: FieldProps & { value: boolean; onChange: (value: boolean) => void }) {
  const id = useId();
  return (
    <div className="definition-field">
      <label htmlFor={id} className="check-label">
        <input
          id={id}
          type="checkbox"
          checked={value}
          {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
          onChange={(event) => onChange(event.target.checked)}
        />{' '}
        {label}
      </label>
      <Hint id={id} hint={hint} />
    </div>
  );
}

/** Fields that belong together. */
export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="field-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

/** One of several things of a kind, with a way to take it away. */
export function ListedFields({
  title,
  remove,
  onRemove,
  children,
}: {
  title: string;
  remove: string;
  onRemove: () => void;
  children: ReactNode;
}) {
  return (
    <div className="field-listed" role="group" aria-label={title}>
      <div className="form-row">{children}</div>
      <button type="button" className="quiet" onClick={onRemove} aria-label={`${remove}: ${title}`}>
        {remove}
      </button>
    </div>
  );
}

function Label({ id, label, isHidden }: { id: string; label: string; isHidden: boolean }) {
  return (
    <label htmlFor={id} className={isHidden ? 'visually-hidden' : undefined}>
      {label}
    </label>
  );
}

function Hint({ id, hint }: { id: string; hint: string | undefined }) {
  if (hint === undefined) return null;
  return (
    <small id={`${id}-hint`} className="dim">
      <Prose text={hint} />
    </small>
  );
}
