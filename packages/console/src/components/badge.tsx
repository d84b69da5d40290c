import type { ReactNode } from 'react';

/** `good`, `bad`, `moment` and `plain` differ in words as well: colour alone says nothing. */
export type Tone = 'good' | 'bad' | 'moment' | 'accent' | 'plain';

/** A word set apart. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
