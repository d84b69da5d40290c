import type { Invitation, PersonItem, RoleName } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { peopleQuery, useChange } from '../api/access-queries.js';
import { post, put, remove } from '../api/client.js';
import { accessTexts } from '../texts/access-en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { QuietAction } from './quiet-action.js';
import { RoleOptions } from './role-options.js';
import { ShownOnce } from './shown-once.js';
import { When } from './when.js';

const texts = accessTexts.people;

/** Who works here: their roles, and the way in. */
export function SettingsPeople() {
  const people = useQuery(peopleQuery);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  return (
    <>
      <Panel title={texts.title}>
        <Answer of={people}>
          {(data) =>
            data.people.length === 0 ? (
              <Empty title={texts.none}>{texts.noneText}</Empty>
            ) : (
              <PeopleTable people={data.people} onInvited={setInvitation} />
            )
          }
        </Answer>
        {invitation !== null && (
          <ShownOnce
            key={invitation.path}
            label={texts.link}
            value={`${window.location.origin}${invitation.path}`}
            text={texts.linkText(invitation.person.name)}
          />
        )}
      </Panel>
      <InviteForm onInvited={setInvitation} />
    </>
  );
}

interface OnInvited {
  readonly onInvited: (invitation: Invitation) => void;
}

function PeopleTable({ people, onInvited }: { people: readonly PersonItem[] } & OnInvited) {
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <thead>
          <tr>
            <th scope="col">{texts.person}</th>
            <th scope="col">{texts.role}</th>
            <th scope="col">{texts.state}</th>
            <th scope="col">{texts.seen}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} onInvited={onInvited} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonRow({ person, onInvited }: { person: PersonItem } & OnInvited) {
  const path = `/people/${encodeURIComponent(person.id)}`;
  const setRole = useChange(['people'], (role: RoleName) => put<PersonItem>(path, { role }));
  const takeAway = useChange(['people'], () => remove<undefined>(path));
  const restore = useChange(['people'], () => post<PersonItem>(`${path}/restore`, {}));
  const again = useChange(['people'], () => post<Invitation>(`${path}/invitation`, {}).then(onInvited));
  const error = setRole.error ?? takeAway.error ?? restore.error ?? again.error;
  const isRemoved = person.state === 'removed';
  return (
    <tr>
      <th scope="row">
        {person.name}
        <div className="dim">{person.login}</div>
        {error !== null && <ProblemBox error={error} />}
      </th>
      <td data-label={texts.role}>
        <select
          aria-label={texts.roleOf(person.name)}
          value={person.role}
          disabled={isRemoved || setRole.isPending}
          onChange={(event) => setRole.mutate(event.target.value as RoleName)}
        >
          <RoleOptions />
        </select>
      </td>
      <td data-label={texts.state}>
        <Badge tone={person.state === 'active' ? 'good' : 'plain'}>{texts.states[person.state]}</Badge>
      </td>
      <td data-label={texts.seen}>
        <When at={person.lastSignedInAt} />
      </td>
      <td className="row-actions">
        {isRemoved ? (
          <button type="button" className="button button-small" disabled={restore.isPending} onClick={() => restore.mutate(undefined)}>
            {texts.restore}
          </button>
        ) : (
          <>
            <QuietAction change={again} of={undefined} label={texts.again} />
            <QuietAction change={takeAway} of={undefined} label={texts.remove} />
          </>
        )}
        <span className="visually-hidden" role="status">
          {isRemoved ? texts.removed(person.name) : ''}
        </span>
      </td>
    </tr>
  );
}

function InviteForm({ onInvited }: OnInvited) {
  const id = useId();
  const invite = useChange(['people'], (asked: object) => post<Invitation>('/people', asked));
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const { name, login, role } = Object.fromEntries(new FormData(form));
    invite.mutate(
      { name, login, role },
      {
        onSuccess: (invitation) => {
          onInvited(invitation);
          form.reset();
        },
      },
    );
  }
  return (
    <Panel title={texts.invite}>
      <form className="access-form" onSubmit={submit}>
        <p className="definition-field">
          <label htmlFor={`${id}-name`}>{texts.name}</label>
          <input id={`${id}-name`} name="name" required maxLength={200} autoComplete="off" />
        </p>
        <p className="definition-field">
          <label htmlFor={`${id}-login`}>{texts.login}</label>
          <input id={`${id}-login`} name="login" required maxLength={200} autoComplete="off" aria-describedby={`${id}-hint`} />
          <small id={`${id}-hint`} className="dim">
            {texts.loginHint}
          </small>
        </p>
        <p className="definition-field">
          <label htmlFor={`${id}-role`}>{texts.role}</label>
          <select id={`${id}-role`} name="role" defaultValue="viewer">
            <RoleOptions explained />
          </select>
        </p>
        <button type="submit" className="button button-strong" disabled={invite.isPending}>
          {texts.submit}
        </button>
      </form>
      {invite.error !== null && <ProblemBox error={invite.error} />}
    </Panel>
  );
}
