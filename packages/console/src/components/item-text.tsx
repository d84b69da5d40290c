import { holdsField, itemLines } from '../format/item-lines.js';
import { texts } from '../texts/en.js';

/** An item as received, with the field at fault marked, or the word that it is not there. */
export function ItemText({ raw, field }: { raw: string; field: string | null }) {
  const missing = field !== null && !holdsField(raw, field);
  return (
    <>
      {missing && (
        <p className="dim item-missing">
          {texts.quarantine.notThere} <code>{field}</code>
        </p>
      )}
      <pre tabIndex={0} className="item-text">
        {itemLines(raw, field).map((line, index) => (
          <span key={`${index} ${line.text}`} className={line.marked ? 'item-line item-line-marked' : 'item-line'}>
            {line.text}
            {'\n'}
          </span>
        ))}
      </pre>
    </>
  );
}
