import type { Difference } from '@cusp/engine/contract';

const SIGN = { added: '+', removed: '−', changed: '→' } as const;

/** In which ways a definition differs from another; says what to say when it does not. */
export function DifferenceList({ difference, none }: { difference: readonly Difference[]; none: string }) {
  if (difference.length === 0) return <p className="dim">{none}</p>;
  return (
    <ul className="differences">
      {difference.map(({ change, pointer, words }) => (
        <li key={`${change} ${pointer} ${words}`}>
          <span aria-hidden="true" className={`difference-${change}`}>
            {SIGN[change]}
          </span>{' '}
          {words}
        </li>
      ))}
    </ul>
  );
}
