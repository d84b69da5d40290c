import { useState } from 'react';
import { TextField } from '../form-fields.js';

/** A value that is written as text and read back: while it is typed, `1.` and `1.0` stay as they are typed. */
export function TypedField<T>({
  label,
  isLabelHidden,
  value,
  write,
  read,
  onChange,
}: {
  label: string;
  isLabelHidden: boolean;
  value: unknown;
  write: (value: unknown) => string;
  read: (text: string) => T;
  onChange: (value: T) => void;
}) {
  const [typed, setTyped] = useState('');
  return (
    <TextField
      label={label}
      isLabelHidden={isLabelHidden}
      value={Object.is(read(typed), value) ? typed : write(value)}
      onChange={(text) => {
        setTyped(text);
        onChange(read(text));
      }}
    />
  );
}
