import { useId } from 'react';
import { definitionTexts as texts } from '../texts/definitions-en.js';

/** Why something is done. */
export function ReasonField({
  value,
  onChange,
  label = texts.reason,
}: {
  value: string;
  onChange: (reason: string) => void;
  label?: string;
}) {
  const id = useId();
  return (
    <p className="definition-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} value={value} maxLength={2_000} onChange={(event) => onChange(event.target.value)} />
    </p>
  );
}
