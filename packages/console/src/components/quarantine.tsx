import type { QuarantineList, ReplayResult } from '@cusp/engine/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client.js';
import { quarantineQuery } from '../api/queries.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Empty } from './empty.js';
import { LoadMore } from './load-more.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { When } from './when.js';

type Item = QuarantineList['items'][number];

/** What could not become an event, with the reason, and how to try it again. */
export function Quarantine() {
  const client = useQueryClient();
  const items = useInfiniteQuery(quarantineQuery({}));
  const replay = useMutation({
    mutationFn: (ids: readonly string[]) => post<ReplayResult>('/quarantine/replay', { ids }),
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['quarantine'] }), client.invalidateQueries({ queryKey: ['sources'] })]),
  });
  const open = items.data?.pages.flatMap((page) => page.items).filter((item) => !item.replayed) ?? [];
  const all = open.length > 1 && (
    <button type="button" className="button" disabled={replay.isPending} onClick={() => replay.mutate(open.map((item) => item.id))}>
      {replay.isPending ? texts.data.replaying : texts.data.replayAll(open.length)}
    </button>
  );
  return (
    <Panel title={texts.data.quarantine} aside={all}>
      {replay.error && <ProblemBox error={replay.error} />}
      <p role="status" className="dim">
        {replay.data &&
          texts.data.replayDone(replay.data.results.filter((result) => result.status !== 'quarantined').length, replay.data.results.length)}
      </p>
      <Answer of={items}>
        {(data) => {
          const list = data.pages.flatMap((page) => page.items);
          if (list.length === 0) return <Empty title={texts.data.noQuarantine} />;
          return (
            <ul className="cards">
              {list.map((item) => (
                <QuarantineItem key={item.id} item={item} busy={replay.isPending} onReplay={() => replay.mutate([item.id])} />
              ))}
            </ul>
          );
        }}
      </Answer>
      <LoadMore list={items} />
    </Panel>
  );
}

function QuarantineItem({ item, busy, onReplay }: { item: Item; busy: boolean; onReplay: () => void }) {
  return (
    <li className="card">
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
        {item.replayed ? (
          <Badge tone="good">{texts.data.replayed}</Badge>
        ) : (
          <button type="button" className="button button-small" disabled={busy} onClick={onReplay}>
            {texts.data.replay}
          </button>
        )}
      </div>
      <details>
        <summary>{texts.data.raw}</summary>
        <pre tabIndex={0}>{item.raw}</pre>
      </details>
    </li>
  );
}
