import { type ReactNode, useState } from 'react';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { texts } from '../texts/en.js';

/** How many are shown before somebody asks for all, where nothing else is said. */
const FEW = 10;

/** A list that begins short. What is not in it although it is counted in `total` is only counted. */
export function ShowAll<T>({
  of,
  total,
  className,
  few = FEW,
  children,
}: {
  of: readonly T[];
  total: number;
  className: string;
  /** How many are shown at first. */
  few?: number;
  children: (item: T) => ReactNode;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? of : of.slice(0, few);
  return (
    <>
      <ul className={className}>{shown.map(children)}</ul>
      {shown.length < of.length ? (
        <p className="more">
          <button type="button" className="button" onClick={() => setAll(true)}>
            {texts.states.more}
          </button>
        </p>
      ) : (
        total > of.length && <p className="dim card-note">{identityPageTexts.more(total - of.length)}</p>
      )}
    </>
  );
}
