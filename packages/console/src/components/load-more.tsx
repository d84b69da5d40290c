import { texts } from '../texts/en.js';
import type { Paged } from './use-virtual-rows.js';

/** The end of a list that goes on: it does so by itself when scrolled to, and with a button. */
export function LoadMore({ list }: { list: Paged }) {
  if (!list.hasNextPage) return null;
  return (
    <p className="more">
      <button type="button" className="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {list.isFetchingNextPage ? texts.states.loadingMore : texts.states.more}
      </button>
    </p>
  );
}
