import type { ReplayResult } from '@cusp/engine/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../api/client.js';
import { quarantineGroupsQuery, quarantineQuery } from '../api/queries.js';
import { useMay } from '../session/session.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { type QuarantineChoice, QuarantineFilter } from './quarantine-filter.js';
import { QuarantineItem } from './quarantine-item.js';
import { RepairForm } from './repair-form.js';
import { VirtualList } from './virtual-list.js';

/** What could not become an event, with the reason, how to mend it, and how to try it again. */
export function Quarantine() {
  const client = useQueryClient();
  const [choice, setChoice] = useState<QuarantineChoice>({ source: undefined, reason: undefined, state: 'waiting' });
  const may = useMay('editor');
  const [isRepairing, setRepairing] = useState(false);
  const groups = useQuery(quarantineGroupsQuery);
  const items = useInfiniteQuery(quarantineQuery({ ...choice }));
  const replay = useMutation({
    mutationFn: (ids: readonly string[]) => post<ReplayResult>('/quarantine/replay', { ids }),
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['quarantine'] }), client.invalidateQueries({ queryKey: ['sources'] })]),
  });
  const found = groups.data?.groups ?? [];
  const open = items.data?.pages.flatMap((page) => page.items).filter((item) => item.state === 'waiting') ?? [];
  return (
    <Panel
      title={texts.data.quarantine}
      aside={
        open.length > 0 && (
          <span className="quarantine-actions">
            <button type="button" className="button" disabled={!may} aria-expanded={isRepairing} onClick={() => setRepairing(!isRepairing)}>
              {texts.quarantine.open}
            </button>
            {open.length > 1 && (
              <button
                type="button"
                className="button"
                disabled={!may || replay.isPending}
                onClick={() => replay.mutate(open.map((item) => item.id))}
              >
                {replay.isPending ? texts.data.replaying : texts.data.replayAll(open.length)}
              </button>
            )}
          </span>
        )
      }
    >
      {found.length > 0 && <QuarantineFilter groups={found} choice={choice} onChoose={setChoice} />}
      {isRepairing && (
        <RepairForm key={`${choice.source} ${choice.reason}`} choice={{ source: choice.source, reason: choice.reason }} groups={found} />
      )}
      {replay.error && <ProblemBox error={replay.error} />}
      <p role="status" className="dim">
        {replay.data &&
          texts.data.replayDone(replay.data.results.filter((result) => result.status !== 'quarantined').length, replay.data.results.length)}
      </p>
      <Answer of={items}>
        {(data) => {
          const list = data.pages.flatMap((page) => page.items);
          if (list.length === 0) return <Empty title={found.length === 0 ? texts.data.noQuarantine : texts.quarantine.noneHere} />;
          return (
            <VirtualList className="cards" items={list} keyOf={(item) => item.id} estimate={96} list={items}>
              {(item, row) => (
                <QuarantineItem item={item} busy={!may || replay.isPending} onReplay={() => replay.mutate([item.id])} row={row} />
              )}
            </VirtualList>
          );
        }}
      </Answer>
    </Panel>
  );
}
