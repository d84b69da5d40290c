import type { StreamMessage } from '@cusp/engine/contract';
import { type InfiniteData, type QueryKey, type UseInfiniteQueryResult, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useBatches } from '../live/live.js';
import { texts } from '../texts/en.js';

/** The least time between two refetches that the stream asks for, in milliseconds. */
const REFRESH = 400;

/** How many new items there are that the list does not show, and how to show them. */
export interface Fresh {
  readonly waiting: number;
  readonly show: () => void;
}

/**
 * Keeps the list of `key`, newest first, up to date while its beginning is looked at. Once somebody has gone on in it nothing moves under their
 * eyes: what is new is counted, and shown when they ask.
 */
export function useFreshList<T>(
  key: QueryKey,
  list: UseInfiniteQueryResult<InfiniteData<T>>,
  concerns: (message: StreamMessage) => boolean,
): Fresh {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isAtBeginning = (list.data?.pages.length ?? 0) <= 1;
  useBatches((batch) => {
    const fresh = batch.filter(concerns).length;
    if (fresh === 0) return;
    if (!isAtBeginning) {
      setWaiting((before) => before + fresh);
      return;
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: key, exact: true });
    }, REFRESH);
  });
  function show(): void {
    setWaiting(0);
    window.scrollTo({ top: 0 });
    void client.resetQueries({ queryKey: key, exact: true });
  }
  return { waiting, show };
}

/** Says that there is something newer than the list shows. */
export function FreshNote({ fresh }: { fresh: Fresh }) {
  return (
    <div className="fresh-note" role="status">
      {fresh.waiting > 0 && (
        <button type="button" className="button button-small" onClick={fresh.show}>
          {texts.states.showNew(fresh.waiting)}
        </button>
      )}
    </div>
  );
}
