import { plainName, valueText } from '../format/value.js';

/** Names with their values. What customers sent is shown as text. */
export function KeyValues({ of }: { of: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="key-values">
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{plainName(name)}</dt>
          <dd>{valueText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
