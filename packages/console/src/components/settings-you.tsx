import type { IssuedToken, TokenItem } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { tokensQuery, useChange } from '../api/access-queries.js';
import { post, remove } from '../api/client.js';
import { session, useSession } from '../session/session.js';
import { accessTexts } from '../texts/access-en.js';
import { texts as allTexts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { Prose } from './prose.js';
import { RoleOptions } from './role-options.js';
import { ShownOnce } from './shown-once.js';
import { QuietAction } from './quiet-action.js';
import { When } from './when.js';

const texts = accessTexts.you;

/** The own password, and tokens. */
export function SettingsYou() {
  const now = useSession();
  return (
    <>
      <Panel title={texts.password}>
        {now.status === 'in' && now.who.person === null ? <p className="dim">{texts.noPassword}</p> : <PasswordForm />}
        <p className="narrow-only">
          <button type="button" className="button" onClick={() => void session.signOut()}>
            {allTexts.signIn.out}
          </button>
        </p>
      </Panel>
      <Tokens />
    </>
  );
}

function PasswordForm() {
  const id = useId();
  const [failed, setFailed] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setFailed(null);
    setBusy(true);
    // The console begins anew with the new session.
    session
      .changePassword(String(form.get('current')), String(form.get('next')))
      .catch((error: Error) => setFailed(error))
      .finally(() => setBusy(false));
  }
  return (
    <form className="access-form" onSubmit={submit}>
      <p className="definition-field">
        <label htmlFor={`${id}-current`}>{texts.current}</label>
        <input id={`${id}-current`} name="current" type="password" required autoComplete="current-password" />
      </p>
      <p className="definition-field">
        <label htmlFor={`${id}-next`}>{texts.next}</label>
        <input id={`${id}-next`} name="next" type="password" required minLength={12} autoComplete="new-password" />
        <small className="dim">{accessTexts.invitation.hint}</small>
      </p>
      <button type="submit" className="button" disabled={busy}>
        {texts.change}
      </button>
      {failed !== null && <ProblemBox error={failed} />}
    </form>
  );
}

function Tokens() {
  const tokens = useQuery(tokensQuery);
  const [issued, setIssued] = useState<IssuedToken | null>(null);
  return (
    <Panel title={texts.tokens}>
      <p className="dim">
        <Prose text={texts.tokensText} />
      </p>
      <Answer of={tokens}>
        {(data) => (data.tokens.length === 0 ? <Empty title={texts.noTokens} /> : <TokenTable tokens={data.tokens} />)}
      </Answer>
      {issued !== null && <ShownOnce key={issued.token.id} label={issued.token.name} value={issued.secret} text={texts.made} />}
      <TokenForm onIssued={setIssued} />
    </Panel>
  );
}

function TokenTable({ tokens }: { tokens: readonly TokenItem[] }) {
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <thead>
          <tr>
            <th scope="col">{texts.tokenName}</th>
            <th scope="col">{texts.owner}</th>
            <th scope="col">{accessTexts.people.role}</th>
            <th scope="col">{texts.expires}</th>
            <th scope="col">{texts.used}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TokenRow({ token }: { token: TokenItem }) {
  const revoke = useChange(['tokens'], (id: string) => remove<undefined>(`/tokens/${encodeURIComponent(id)}`));
  return (
    <tr>
      <th scope="row">{token.name}</th>
      <td data-label={texts.owner}>{token.owner ?? texts.nobodys}</td>
      <td data-label={accessTexts.people.role}>{accessTexts.roles[token.role]}</td>
      <td data-label={texts.expires}>
        <When at={token.expiresAt} />
      </td>
      <td data-label={texts.used}>
        <When at={token.lastUsedAt} />
      </td>
      <td className="row-actions">
        <QuietAction change={revoke} of={token.id} label={texts.revoke} named={texts.revokeNamed(token.name)} />
        {revoke.error !== null && <ProblemBox error={revoke.error} />}
      </td>
    </tr>
  );
}

function TokenForm({ onIssued }: { onIssued: (issued: IssuedToken) => void }) {
  const id = useId();
  const now = useSession();
  const issue = useChange(['tokens'], (asked: object) => post<IssuedToken>('/tokens', asked));
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const { name, role, days } = Object.fromEntries(new FormData(form));
    const onSuccess = (issued: IssuedToken) => {
      onIssued(issued);
      form.reset();
    };
    issue.mutate({ name, role, days: Number(days) }, { onSuccess });
  }
  return (
    <form className="access-form" onSubmit={submit}>
      <p className="definition-field">
        <label htmlFor={`${id}-name`}>{texts.tokenName}</label>
        <input id={`${id}-name`} name="name" required maxLength={100} autoComplete="off" />
      </p>
      <p className="definition-field">
        <label htmlFor={`${id}-role`}>{accessTexts.people.role}</label>
        <select id={`${id}-role`} name="role" defaultValue="viewer">
          <RoleOptions upTo={now.status === 'in' ? now.who.may : []} />
        </select>
      </p>
      <p className="definition-field">
        <label htmlFor={`${id}-days`}>{texts.days}</label>
        <input id={`${id}-days`} name="days" type="number" min={1} max={366} defaultValue={90} required />
      </p>
      <button type="submit" className="button" disabled={issue.isPending}>
        {texts.make}
      </button>
      {issue.error !== null && <ProblemBox error={issue.error} />}
    </form>
  );
}
