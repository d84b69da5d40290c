import { useId } from 'react';
import { definitionTexts as texts } from '../texts/definitions-en.js';

/** Why something is done. */
export function ReasonField({
  value,
  onChange,
  label = texts.reason,
  longest = 2_000,
}: {
  value: string;
  onChange: (reason: string) => void;
  label?: string;
  longest?: number;
}) {
  const id = useId();
  return (
    <p className="definition-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} value={value} maxLength={longest} onChange={(event) => onChange(event.target.value)} />
    </p>
  );
}
