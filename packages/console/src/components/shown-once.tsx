import { useEffect, useId, useRef } from 'react';

/** A secret that is shown this once: marked as soon as it is there, so that it can be copied. */
export function ShownOnce({ label, value, text }: { label: string; value: string; text: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <p className="definition-field shown-once" role="status">
      <label htmlFor={id}>{label}</label>
      <input id={id} ref={field} readOnly value={value} aria-describedby={`${id}-text`} onFocus={(event) => event.target.select()} />
      <small id={`${id}-text`} className="dim">
        {text}
      </small>
    </p>
  );
}
