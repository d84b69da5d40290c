import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sourcesQuery } from '../api/queries.js';
import { count } from '../format/number.js';
import { nowTexts as texts } from '../texts/now-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { When } from './when.js';

/** More than these are on the page of all data. */
const SHOWN = 5;

/** How many events each source has brought, and when the newest came. */
export function NowSources() {
  const sources = useQuery(sourcesQuery);
  return (
    <Panel title={texts.sources} aside={<Link to="/data">{texts.allSources}</Link>} className="now-sources">
      <Answer of={sources} lines={3}>
        {(data) => {
          if (data.sources.length === 0) return <Empty title={texts.noSources} />;
          const shown = [...data.sources].sort((left, right) => right.accounting.accepted - left.accounting.accepted).slice(0, SHOWN);
          const most = Math.max(1, ...shown.map(({ accounting }) => accounting.accepted));
          return (
            <ul className="segment-counts">
              {shown.map(({ name, accounting, lastReceivedAt }) => (
                <li key={name}>
                  <Link to="/data/sources/$name" params={{ name }} className="segment-link">
                    {name}
                  </Link>
                  <span className="dim line-note">
                    {texts.newest} <When at={lastReceivedAt} />
                  </span>
                  <span>{count(accounting.accepted)}</span>
                  <meter min={0} max={most} value={accounting.accepted} aria-hidden="true" />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}
