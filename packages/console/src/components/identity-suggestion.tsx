import type { SuggestionList } from '@cusp/engine/contract';
import type { KeyboardEvent } from 'react';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Badge } from './badge.js';
import { CustomerLink } from './customer-link.js';
import { IdentityWaterfall } from './identity-waterfall.js';
import { ProblemBox } from './problem-box.js';

const texts = identityPageTexts.suggestions;

/** Two who may be one person. */
export type Suggestion = SuggestionList['suggestions'][number];

interface Props {
  readonly pair: Suggestion;
  /** What is decided first is shown with its reasons. */
  readonly isFirst: boolean;
  readonly isPending: boolean;
  /** Why the last decision on this pair could not be. */
  readonly error: unknown;
  readonly onDecide: (action: 'merge' | 'block') => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Two who may be one person, why they may, and what somebody can say of it. */
export function IdentitySuggestion({ pair, isFirst, isPending, error, onDecide, onKeyDown }: Props) {
  const { left, right, probability, explanation } = pair;
  return (
    <li className="card suggestion" tabIndex={-1} aria-label={texts.pair(left.identifier, right.identifier)} onKeyDown={onKeyDown}>
      <div className="line">
        <Badge tone="accent">{texts.probability(probability)}</Badge>
        <h3 className="line-main identity-name">
          <CustomerLink {...left} /> <span className="dim">↔</span> <CustomerLink {...right} />
        </h3>
        <span className="identity-actions">
          <button
            type="button"
            className="button button-small button-strong"
            disabled={isPending}
            aria-label={texts.acceptLabel(left.identifier, right.identifier)}
            onClick={() => onDecide('merge')}
          >
            {texts.accept}
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={isPending}
            aria-label={texts.rejectLabel(left.identifier, right.identifier)}
            onClick={() => onDecide('block')}
          >
            {texts.reject}
          </button>
        </span>
      </div>
      {error !== null && <ProblemBox error={error} />}
      <details open={isFirst}>
        <summary>{texts.why}</summary>
        <IdentityWaterfall of={explanation} />
      </details>
    </li>
  );
}
