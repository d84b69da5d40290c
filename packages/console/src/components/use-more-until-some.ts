import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Goes on while pages come empty: the engine looks for what is rare in bounded steps. */
export function useMoreUntilSome<T>(
  { data, hasNextPage, isFetching, fetchNextPage }: UseInfiniteQueryResult<InfiniteData<T>>,
  sizeOf: (page: T) => number,
): void {
  const isEmpty = data?.pages.every((page) => sizeOf(page) === 0) ?? false;
  useEffect(() => {
    if (isEmpty && hasNextPage && !isFetching) void fetchNextPage();
  }, [isEmpty, hasNextPage, isFetching, fetchNextPage]);
}
