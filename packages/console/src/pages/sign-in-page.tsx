import { type FormEvent, useState } from 'react';
import { Prose } from '../components/prose.js';
import { session } from '../session/session.js';
import { texts } from '../texts/en.js';

/** Asks for the admin token. */
export function SignInPage() {
  const [problem, setProblem] = useState<string | undefined>(undefined);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token') ?? '').trim();
    if (token === '') setProblem(texts.signIn.empty);
    else session.signIn(token);
  }

  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <img src="/cusp.svg" alt="" width="48" height="48" />
        <h1>{texts.product}</h1>
        <p className="sign-in-lead">{texts.signIn.lead}</p>
        <label htmlFor="token">{texts.signIn.label}</label>
        <input
          id="token"
          name="token"
          type="password"
          autoComplete="current-password"
          autoFocus
          aria-describedby="token-hint"
          aria-invalid={problem !== undefined}
        />
        <p id="token-hint" className="dim">
          <Prose text={problem ?? texts.signIn.hint} />
        </p>
        <button type="submit" className="button button-strong">
          {texts.signIn.submit}
        </button>
      </form>
    </main>
  );
}
