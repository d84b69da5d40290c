import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { shownRows } from '../format/shown-rows.js';

/** A list that comes page by page. */
export interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}

export interface RowsAsked {
  readonly count: number;
  readonly keyAt: (index: number) => string;
  /** About how high a row is before it is measured, in pixels. */
  readonly estimate: number;
  /** What goes on when the end comes in sight. */
  readonly list?: Paged | undefined;
}

/** The rows to draw, and the empty room before and after them, in pixels. */
export interface VirtualRows {
  readonly indexes: readonly number[];
  readonly before: number;
  readonly after: number;
  /** Each row's element is given to it, and carries its index as `data-index`. */
  readonly measure: (element: HTMLElement | null) => void;
}

const OVERSCAN = 8;
/** The next page is asked for when the end is this many rows away. */
const AHEAD = 15;

/** Draws of a long list what is in sight. `container` holds the rows; the window scrolls. */
export function useVirtualRows(container: RefObject<HTMLElement | null>, { count, keyAt, estimate, list }: RowsAsked): VirtualRows {
  const { top, gap } = usePlace(container);
  const focused = useRef<number | undefined>(undefined);
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this render, and handed to no one who keeps them
  const virtualizer = useWindowVirtualizer<HTMLElement>({
    count,
    estimateSize: () => estimate,
    getItemKey: keyAt,
    overscan: OVERSCAN,
    scrollMargin: top,
    gap,
    useFlushSync: false,
    rangeExtractor: (range) => shownRows(range, focused.current),
  });
  useFocusKept(container, focused);
  const seen = virtualizer.range?.endIndex ?? 0;
  const mayGoOn = list?.hasNextPage === true && !list.isFetchingNextPage && !list.isFetchNextPageError;
  const goOn = list?.fetchNextPage;
  const isNearEnd = seen >= count - AHEAD;
  useEffect(() => {
    if (mayGoOn && isNearEnd) void goOn?.();
  }, [mayGoOn, isNearEnd, goOn]);
  const drawn = virtualizer.getVirtualItems();
  const [first, last] = [drawn[0], drawn.at(-1)];
  return {
    indexes: drawn.map(({ index }) => index),
    before: first === undefined ? 0 : Math.max(0, first.start - top),
    after: last === undefined ? 0 : Math.max(0, virtualizer.getTotalSize() - (last.end - top)),
    measure: virtualizer.measureElement,
  };
}

/** Where the rows begin on the page, and how far they stand apart, in pixels. */
function usePlace(container: RefObject<HTMLElement | null>): { readonly top: number; readonly gap: number } {
  const [place, setPlace] = useState({ top: 0, gap: 0 });
  useLayoutEffect(() => {
    function look(): void {
      const element = container.current;
      if (element === null) return;
      const top = Math.round(element.getBoundingClientRect().top + window.scrollY);
      const gap = Number.parseFloat(getComputedStyle(element).rowGap) || 0;
      setPlace((before) => (before.top === top && before.gap === gap ? before : { top, gap }));
    }
    look();
    // What stands above may still grow.
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [container]);
  return place;
}

/** Remembers which row has the focus; when that row goes, the list takes the focus, so that it is not lost to the page. */
function useFocusKept(container: RefObject<HTMLElement | null>, focused: RefObject<number | undefined>): void {
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    function onFocus(event: FocusEvent): void {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
      focused.current = row === null ? undefined : Number(row.dataset['index']);
    }
    function onBlur(event: FocusEvent): void {
      if (event.relatedTarget !== null || !(event.target instanceof Element)) return;
      const left = event.target;
      queueMicrotask(() => {
        if (!left.isConnected) element?.focus({ preventScroll: true });
      });
      focused.current = undefined;
    }
    element.addEventListener('focusin', onFocus);
    element.addEventListener('focusout', onBlur);
    return () => {
      element.removeEventListener('focusin', onFocus);
      element.removeEventListener('focusout', onBlur);
    };
  }, [container, focused]);
}
