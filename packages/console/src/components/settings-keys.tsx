import type { KeyList } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId } from 'react';
import { allKeysQuery, secretsQuery, useChange } from '../api/access-queries.js';
import { post, put, remove } from '../api/client.js';
import { sourcesQuery } from '../api/queries.js';
import { accessTexts } from '../texts/access-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { QuietAction } from './quiet-action.js';
import { When } from './when.js';

const texts = accessTexts.keys;
type Key = KeyList['keys'][number];

/** The write keys of all sources, and the secrets by name. */
export function SettingsKeys() {
  const keys = useQuery(allKeysQuery);
  return (
    <>
      <Panel title={texts.title}>
        <p className="dim">{texts.lead}</p>
        <Answer of={keys}>{(data) => (data.keys.length === 0 ? <Empty title={texts.none} /> : <KeyTable keys={data.keys} />)}</Answer>
        <KeyForm />
      </Panel>
      <Secrets />
    </>
  );
}

function KeyTable({ keys }: { keys: readonly Key[] }) {
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <thead>
          <tr>
            <th scope="col">{texts.source}</th>
            <th scope="col">{texts.key}</th>
            <th scope="col">{texts.created}</th>
            <th scope="col">{texts.used}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id ?? key.writeKey} shown={key} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({ shown: { id, source, writeKey, createdAt } }: { shown: Key }) {
  const sources = useQuery(sourcesQuery);
  const revoke = useChange(['keys'], (key: string) => remove<undefined>(`/keys/${encodeURIComponent(key)}`));
  return (
    <tr>
      <th scope="row">
        <Link to="/data/sources/$name" params={{ name: source }}>
          {source}
        </Link>
      </th>
      <td data-label={texts.key}>
        <code className="access-key">{writeKey}</code>
      </td>
      <td data-label={texts.created}>{createdAt === null ? <span className="dim">{texts.given}</span> : <When at={createdAt} />}</td>
      <td data-label={texts.used}>
        <When at={sources.data?.sources.find(({ name }) => name === source)?.lastReceivedAt} />
      </td>
      <td className="row-actions">
        {id !== null && <QuietAction change={revoke} of={id} label={texts.revoke} named={texts.revokeNamed(source)} />}
        {revoke.error !== null && <ProblemBox error={revoke.error} />}
      </td>
    </tr>
  );
}

function KeyForm() {
  const id = useId();
  const issue = useChange(['keys'], (source: string) => post<unknown>(`/sources/${encodeURIComponent(source)}/keys`, {}));
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    issue.mutate(String(new FormData(form).get('source')), { onSuccess: () => form.reset() });
  }
  return (
    <form className="access-form" onSubmit={submit}>
      <p className="definition-field">
        <label htmlFor={id}>{texts.sourceName}</label>
        <input id={id} name="source" required maxLength={100} autoComplete="off" />
      </p>
      <button type="submit" className="button" disabled={issue.isPending}>
        {texts.issue}
      </button>
      {issue.error !== null && <ProblemBox error={issue.error} />}
    </form>
  );
}

function Secrets() {
  const secrets = useQuery(secretsQuery);
  const forget = useChange(['secrets'], (name: string) => remove<undefined>(`/secrets/${encodeURIComponent(name)}`));
  return (
    <Panel title={texts.secrets}>
      <p className="dim">{texts.secretsText}</p>
      <Answer of={secrets}>
        {(data) =>
          data.secrets.length === 0 ? (
            <Empty title={texts.noSecrets} />
          ) : (
            <ul className="access-secrets">
              {data.secrets.map((name) => (
                <li key={name}>
                  <code>{name}</code>
                  <QuietAction change={forget} of={name} label={texts.forget} named={texts.forgetNamed(name)} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {forget.error !== null && <ProblemBox error={forget.error} />}
      <SecretForm />
    </Panel>
  );
}

function SecretForm() {
  const id = useId();
  const keep = useChange(['secrets'], ({ name, value }: { name: string; value: string }) =>
    put<undefined>(`/secrets/${encodeURIComponent(name)}`, { value }),
  );
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    keep.mutate({ name: String(data.get('name')), value: String(data.get('value')) }, { onSuccess: () => form.reset() });
  }
  return (
    <form className="access-form" onSubmit={submit}>
      <p className="definition-field">
        <label htmlFor={`${id}-name`}>{texts.secretName}</label>
        <input id={`${id}-name`} name="name" required maxLength={100} autoComplete="off" />
      </p>
      <p className="definition-field">
        <label htmlFor={`${id}-value`}>{texts.secretValue}</label>
        <input id={`${id}-value`} name="value" type="password" required autoComplete="off" />
      </p>
      <button type="submit" className="button" disabled={keep.isPending}>
        {texts.keep}
      </button>
      {keep.error !== null && <ProblemBox error={keep.error} />}
    </form>
  );
}
