import type { Invited } from '@cusp/engine/contract';
import { type FormEvent, useEffect, useState } from 'react';
import { post } from '../api/client.js';
import { session } from '../session/session.js';
import { accessTexts } from '../texts/access-en.js';
import { Loading } from './loading.js';
import { ProblemBox } from './problem-box.js';

const words = accessTexts.invitation;

/** Lets whom an invitation is for choose a password. */
export function AcceptInvitation({ invitation, onDecline }: { invitation: string; onDecline: () => void }) {
  const [invited, setInvited] = useState<Invited | null>(null);
  const [failed, setFailed] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    post<Invited>('/invitations', { invitation }).then(setInvited, setFailed);
  }, [invitation]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    setFailed(null);
    setBusy(true);
    session
      .accept(invitation, String(new FormData(event.currentTarget).get('password') ?? ''))
      .catch((error: Error) => setFailed(error))
      .finally(() => setBusy(false));
  }

  return (
    <form onSubmit={submit} aria-busy={busy}>
      {invited === null && failed === null && <Loading lines={2} />}
      {invited !== null && (
        <>
          <p className="sign-in-lead">{words.lead(invited.name, invited.login)}</p>
          <input type="hidden" name="login" autoComplete="username" value={invited.login} readOnly />
          <label htmlFor="new-password">{words.password}</label>
          <input
            id="new-password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={12}
            required
            autoFocus
            aria-describedby="new-password-hint"
          />
          <p id="new-password-hint" className="dim">
            {words.hint}
          </p>
        </>
      )}
      {failed !== null && <ProblemBox error={failed} />}
      {invited !== null && (
        <button type="submit" className="button button-strong" disabled={busy}>
          {words.submit}
        </button>
      )}
      <button type="button" className="quiet" onClick={onDecline}>
        {words.other}
      </button>
    </form>
  );
}
