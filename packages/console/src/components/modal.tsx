import { type ReactNode, useEffect, useId, useRef } from 'react';
import { keyboardTexts as texts } from '../texts/keyboard-en.js';

/** A dialog over the page; Escape, the button and a click beside it close it, and the focus goes back to where it was. */
export function Modal({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={id}
      // What says so may be older than its being opened again.
      onClose={(event) => {
        if (!event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="modal-content">
        <header className="panel-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="quiet" onClick={onClose}>
            {texts.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
