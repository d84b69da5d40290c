import type { IdentityDecision } from '@cusp/engine/contract';
import { useEffect, useRef } from 'react';
import { useUndo } from '../api/identity-decisions.js';
import { undo, useUndoable } from '../session/undo.js';
import { identityTexts } from '../texts/identity-en.js';
import { ProblemBox } from './problem-box.js';

const texts = identityTexts.undo;
/** The longest reason that the engine takes. */
const LONGEST = 1_000;

/** Says what was just decided, and undoes it: in place of asking before. It stays until it is closed or something else is decided. */
export function UndoToast() {
  const last = useUndoable();
  return (
    <div className="toast-place" role="status">
      {last === 'undone' && (
        <div className="toast">
          <p className="toast-text">{texts.undone}</p>
          <Close />
        </div>
      )}
      {last !== null && last !== 'undone' && <Offer key={last.decision.decisionId} {...last} />}
    </div>
  );
}

function Offer({ decision, takesFocus }: { decision: IdentityDecision; takesFocus: boolean }) {
  const { action, identifiers, reason } = decision;
  const takeBack = useUndo(decision, texts.reason(reason).slice(0, LONGEST));
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The form that had the focus is gone, or will be at once: whoever works by keyboard goes on here.
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  return (
    <div className="toast">
      <p className="toast-text">{texts.done[action](identityTexts.pair(identifiers))}</p>
      <button ref={button} type="button" className="button button-small" disabled={takeBack.isPending} onClick={() => takeBack.mutate()}>
        {texts.undo}
      </button>
      <Close />
      {takeBack.error && <ProblemBox error={takeBack.error} />}
    </div>
  );
}

function Close() {
  return (
    <button type="button" className="quiet" onClick={undo.close}>
      {texts.close}
    </button>
  );
}
