import { useId, useState } from 'react';
import { useSession } from '../session/session.js';
import { person, usePerson } from '../session/person.js';
import { definitionTexts as texts } from '../texts/definitions-en.js';

/** Says who works here: whoever is signed in; with the admin token it is asked once. */
export function PersonField() {
  const now = useSession();
  if (now.status === 'in' && now.who.person !== null) return <p className="person dim">{texts.as(now.who.person.name)}</p>;
  return <AskedPerson />;
}

function AskedPerson() {
  const name = usePerson();
  const [typed, setTyped] = useState(name);
  const [asking, setAsking] = useState(name === '');
  const id = useId();
  if (!asking)
    return (
      <p className="person dim">
        {texts.as(name)}{' '}
        <button type="button" className="quiet" onClick={() => setAsking(true)}>
          {texts.otherPerson}
        </button>
      </p>
    );
  return (
    <p className="definition-field">
      <label htmlFor={id}>{texts.person}</label>
      <input
        id={id}
        value={typed}
        maxLength={200}
        autoComplete="name"
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setTyped(event.target.value);
          person.call(event.target.value);
        }}
      />
      <small id={`${id}-hint`} className="dim">
        {texts.personHint}
      </small>
    </p>
  );
}
