import type { SourceQuality } from '@cusp/engine/contract';
import { count, decimal, share } from '../format/number.js';
import { texts } from '../texts/en.js';
import { Panel } from './panel.js';
import { Sparkline } from './sparkline.js';

type Field = SourceQuality['fields'][number];
/** Days of a line. */
const DAYS_SHOWN = 60;

/** How complete each watched field is, by day and by value. */
export function Completeness({ quality }: { quality: SourceQuality }) {
  return (
    <Panel title={texts.quality.fields}>
      {quality.fields.length === 0 ? (
        <p className="dim">{texts.quality.noFields}</p>
      ) : (
        <>
          <p className="dim">{texts.quality.fieldsText(quality.by)}</p>
          <ul className="fields">
            {quality.fields.map((field) => (
              <FieldRow key={`${field.event} ${field.field}`} field={field} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function FieldRow({ field }: { field: Field }) {
  const shares = field.days.slice(-DAYS_SHOWN).map(({ rows, present }) => present / rows);
  const label = texts.quality.sparkline(share(Math.min(...shares)), share(shares.at(-1) ?? 0));
  const hasMore = field.values.length > 0 || field.numbers !== null || field.categories !== null;
  return (
    <li className="field-row">
      <div className="field-head">
        <span className="field-name break">
          <strong>{field.field}</strong> <span className="dim">{field.event}</span>
        </span>
        <Sparkline shares={shares} label={label} />
        <span className="field-share">
          {share(field.present / field.rows)}
          {field.usual !== null && (
            <small className="dim">
              {texts.quality.usually.toLowerCase()} {share(field.usual)}
            </small>
          )}
        </span>
      </div>
      {hasMore && <FieldDetails field={field} />}
    </li>
  );
}

function FieldDetails({ field: { values, numbers, categories } }: { field: Field }) {
  return (
    <details>
      <summary>{texts.quality.byValue}</summary>
      {numbers !== null && <p className="dim">{texts.quality.range(decimal(numbers.p5), decimal(numbers.p50), decimal(numbers.p95))}</p>}
      {categories !== null && (
        <p className="field-categories">
          {categories.slice(0, 8).map(({ value, count: events }) => (
            <span key={value ?? ''}>
              {value ?? texts.quality.few} <span className="dim">{count(events)}</span>
            </span>
          ))}
        </p>
      )}
      {values.length > 0 && (
        <table className="field-values">
          <thead>
            <tr>
              <th scope="col">{texts.quality.value}</th>
              <th scope="col" className="number">
                {texts.quality.rows}
              </th>
              <th scope="col" className="number">
                {texts.quality.present}
              </th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ value, rows, present }) => (
              <tr key={value ?? ''}>
                <td className="break">{value ?? <span className="dim">{texts.quality.few}</span>}</td>
                <td className="number">{count(rows)}</td>
                <td className="number">{share(present / rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
