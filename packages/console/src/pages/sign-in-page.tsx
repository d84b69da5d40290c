import { type FormEvent, useState } from 'react';
import { AcceptInvitation } from '../components/accept-invitation.js';
import { ProblemBox } from '../components/problem-box.js';
import { Prose } from '../components/prose.js';
import { session } from '../session/session.js';
import type { Credentials } from '../session/session-store.js';
import { accessTexts } from '../texts/access-en.js';
import { texts } from '../texts/en.js';

const words = accessTexts.signIn;

/** Asks who comes: by login and password, by the admin token, or by an invitation. @param problem why nobody is signed in */
export function SignInPage({ problem, invitation }: { problem: Error | null; invitation: string | null }) {
  const [declined, setDeclined] = useState(false);
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <img src="/cusp.svg" alt="" width="48" height="48" />
        <h1>{texts.product}</h1>
        {invitation !== null && !declined ? (
          <AcceptInvitation invitation={invitation} onDecline={() => setDeclined(true)} />
        ) : (
          <SignInForm problem={problem} />
        )}
      </div>
    </main>
  );
}

function SignInForm({ problem }: { problem: Error | null }) {
  // Whose token was refused tries with another one.
  const [byToken, setByToken] = useState(problem !== null);
  const [failed, setFailed] = useState<Error | null>(problem);
  const [empty, setEmpty] = useState(false);
  const [busy, setBusy] = useState(false);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const credentials = credentialsIn(new FormData(event.currentTarget), byToken);
    setEmpty(credentials === undefined);
    if (credentials === undefined) return;
    setFailed(null);
    setBusy(true);
    session
      .signIn(credentials)
      .catch((error: Error) => setFailed(error))
      .finally(() => setBusy(false));
  }

  return (
    <form onSubmit={submit} aria-busy={busy}>
      <p className="sign-in-lead">{texts.signIn.lead}</p>
      {byToken ? <TokenField /> : <PasswordFields />}
      {empty && <p role="alert">{byToken ? words.emptyToken : words.empty}</p>}
      {failed !== null && <ProblemBox error={failed} />}
      <button type="submit" className="button button-strong" disabled={busy}>
        {byToken ? words.tokenSubmit : words.submit}
      </button>
      <button
        type="button"
        className="quiet"
        onClick={() => {
          setByToken(!byToken);
          setFailed(null);
          setEmpty(false);
        }}
      >
        {byToken ? words.byPassword : words.byToken}
      </button>
    </form>
  );
}

function PasswordFields() {
  return (
    <>
      <label htmlFor="login">{words.login}</label>
      <input id="login" name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
      <label htmlFor="password">{words.password}</label>
      <input id="password" name="password" type="password" autoComplete="current-password" aria-describedby="password-hint" />
      <p id="password-hint" className="dim">
        {words.forgotten}
      </p>
    </>
  );
}

function TokenField() {
  return (
    <>
      <label htmlFor="token">{words.token}</label>
      <input id="token" name="token" type="password" autoComplete="off" autoFocus aria-describedby="token-hint" />
      <p id="token-hint" className="dim">
        <Prose text={words.tokenHint} />
      </p>
    </>
  );
}

/** What was filled in; undefined when something is missing. */
function credentialsIn(form: FormData, byToken: boolean): Credentials | undefined {
  const text = (name: string) => String(form.get(name) ?? '');
  if (byToken) return text('token').trim() === '' ? undefined : { token: text('token').trim() };
  const login = text('login').trim();
  const password = text('password');
  return login === '' || password === '' ? undefined : { login, password };
}
