import type { QuarantinedItem } from '@cusp/engine/contract';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Badge } from './badge.js';
import { ItemText } from './item-text.js';
import type { ListRow } from './virtual-list.js';
import { When } from './when.js';

/** One item that was put aside: why, what it says, and what became of it. */
export function QuarantineItem({
  item,
  busy,
  onReplay,
  row,
}: {
  item: QuarantinedItem;
  busy: boolean;
  onReplay: () => void;
  row?: ListRow;
}) {
  return (
    <li className="card" {...row}>
      <div className="line">
        <Badge tone="bad">{plainName(item.reason)}</Badge>
        <span className="line-main">
          {item.detail}
          {item.field !== null && (
            <span className="dim">
              {' '}
              {texts.data.field} <code>{item.field}</code>
            </span>
          )}
          <span className="dim"> · {item.source}</span>
        </span>
        <span className="line-end dim">
          <When at={item.receivedAt} />
        </span>
        {item.state === 'waiting' ? (
          <button type="button" className="button button-small" disabled={busy} onClick={onReplay}>
            {texts.data.replay}
          </button>
        ) : (
          <Badge tone="good">{item.state}</Badge>
        )}
      </div>
      <details>
        <summary>{texts.data.raw}</summary>
        <ItemText raw={item.raw} field={item.field} />
      </details>
    </li>
  );
}
