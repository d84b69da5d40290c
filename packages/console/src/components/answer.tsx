import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { shortTime } from '../format/time.js';
import { texts } from '../texts/en.js';
import { Loading } from './loading.js';
import { ProblemBox } from './problem-box.js';

type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'dataUpdatedAt'> & { refetch: () => unknown };

/** Shows an answer, or that it is awaited, or why there is none; an old answer says how old it is. */
export function Answer<T>({ of, lines, children }: { of: Asked<T>; lines?: number; children: (data: T) => ReactNode }) {
  if (of.data === undefined) {
    return of.error === null ? (
      <Loading {...(lines === undefined ? {} : { lines })} />
    ) : (
      <ProblemBox error={of.error} onRetry={() => void of.refetch()} />
    );
  }
  return (
    <>
      {of.error !== null && <p className="stale">{texts.states.stale(shortTime(new Date(of.dataUpdatedAt).toISOString(), Date.now()))}</p>}
      {children(of.data)}
    </>
  );
}
