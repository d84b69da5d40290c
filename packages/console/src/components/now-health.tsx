import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertsQuery, overviewQuery, quarantineGroupsQuery, sourcesQuery } from '../api/queries.js';
import { type HealthLine, healthOf } from '../format/now-health.js';
import { useRefreshOn } from '../live/live.js';
import { nowTexts as texts } from '../texts/now-en.js';
import { Icon } from './icon.js';
import { Panel } from './panel.js';

/** What is not as it should be, each with the way to it; otherwise that all is well. */
export function NowHealth() {
  const overview = useQuery(overviewQuery);
  const sources = useQuery(sourcesQuery);
  const quarantine = useQuery(quarantineGroupsQuery);
  const alerts = useInfiniteQuery(alertsQuery());
  useRefreshOn(['alerts'], (message) => message.type === 'alert');
  const lines = healthOf({
    overview: overview.data,
    sources: sources.data,
    quarantine: quarantine.data,
    alerts: alerts.data?.pages.flatMap((page) => page.alerts),
  });
  const isKnown = overview.data !== undefined && sources.data !== undefined && quarantine.data !== undefined;
  return (
    <Panel title={texts.health} className="now-health">
      {isKnown && lines.length === 0 && (
        <p className="line">
          <span className="change-in">
            <Icon name="check" />
          </span>
          <span className="line-main">
            <strong>{texts.allWell}</strong>
            <span className="dim line-note">{texts.allWellText}</span>
          </span>
        </p>
      )}
      <ul className="lines">
        {lines.map((line) => (
          <li key={line.kind} className="line">
            <span className={line.isBad ? 'change-out' : 'dim'}>
              <Icon name="missing" />
            </span>
            <span className="line-main">{wordsOf(line)}</span>
            {line.kind !== 'journal' && line.kind !== 'recovering' && (
              <Link to="/data" aria-label={`${texts.look}: ${wordsOf(line)}`}>
                {texts.look}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function wordsOf(line: HealthLine): string {
  if ('sources' in line) return texts.lines[line.kind](line.sources);
  if ('count' in line) return texts.lines[line.kind](line.count);
  return texts.lines[line.kind];
}
