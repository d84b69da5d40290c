import type { AlertItem } from '@cusp/engine/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertsQuery } from '../api/queries.js';
import { useRefreshOn } from '../live/live.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { LoadMore } from './load-more.js';
import { Panel } from './panel.js';

/** What was not as it used to be about one source, newest first. */
export function SourceAlerts({ source }: { source: string }) {
  const alerts = useInfiniteQuery(alertsQuery(source));
  useRefreshOn(['alerts'], (message) => message.type === 'alert');
  return (
    <Panel title={texts.quality.alerts}>
      <Answer of={alerts}>
        {(data) => {
          const list = data.pages.flatMap((page) => page.alerts);
          if (list.length === 0) return <p className="dim">{texts.quality.noAlerts}</p>;
          return (
            <ul className="lines">
              {list.map((alert) => (
                <AlertRow key={alert.alertId} alert={alert} />
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={alerts} />
    </Panel>
  );
}

/** Alerts of all sources that are about their last two days; nothing when there are none. */
export function OpenAlerts() {
  const alerts = useInfiniteQuery(alertsQuery());
  useRefreshOn(['alerts'], (message) => message.type === 'alert');
  const open = alerts.data?.pages.flatMap((page) => page.alerts).filter((alert) => alert.open) ?? [];
  if (open.length === 0) return null;
  return (
    <Panel title={texts.quality.openAlerts}>
      <ul className="lines">
        {open.map((alert) => (
          <AlertRow key={alert.alertId} alert={alert} linked />
        ))}
      </ul>
    </Panel>
  );
}

/** One alert. Its words begin with the source, which the row says by itself. */
function AlertRow({ alert, linked = false }: { alert: AlertItem; linked?: boolean }) {
  const { source, kind, words, day, score, open } = alert;
  const said = words.startsWith(`${source}: `) ? words.slice(source.length + 2) : words;
  return (
    <li className="line" title={score === null ? texts.quality.fixed : texts.quality.odds(score)}>
      <Badge tone={open ? 'bad' : 'plain'}>{texts.quality.kinds[kind] ?? kind}</Badge>
      <span className="line-main break">
        {linked && (
          <>
            <Link to="/data/sources/$name" params={{ name: source }}>
              {source}
            </Link>{' '}
          </>
        )}
        {said}
      </span>
      <span className="line-end dim">
        <time dateTime={day}>{day}</time>
      </span>
    </li>
  );
}
