import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { keysQuery } from '../api/queries.js';
import { firstEventSnippets } from '../format/first-event.js';
import { texts } from '../texts/en.js';
import { Prose } from './prose.js';

/** Stands where the figures would be as long as nothing has happened: how to send a first event, that it is waited for, and other ways to begin. */
export function FirstEvent() {
  const writeKey = useQuery(keysQuery).data?.keys[0]?.writeKey ?? null;
  const snippets = firstEventSnippets(window.location.origin, writeKey ?? texts.first.writeKey);
  const [shown, setShown] = useState(0);
  const [copied, setCopied] = useState<number | undefined>(undefined);
  const { needs, text } = snippets[shown] ?? { text: '' };
  return (
    <section className="first-event">
      <h2>{texts.first.title}</h2>
      <p>{texts.first.text}</p>
      <div className="tabs tabs-small" role="group" aria-label={texts.first.from}>
        {snippets.map(({ name }, index) => (
          <button key={name} type="button" aria-pressed={index === shown} onClick={() => setShown(index)}>
            {name}
          </button>
        ))}
      </div>
      {needs !== undefined && <pre tabIndex={0}>{needs}</pre>}
      <pre tabIndex={0} aria-label={texts.first.snippet}>
        {text}
      </pre>
      <p>
        <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(shown))}>
          {copied === shown ? texts.first.copied : texts.first.copy}
        </button>
        {writeKey === null && (
          <span className="dim">
            {' '}
            <Prose text={texts.first.key} />
          </span>
        )}
      </p>
      <p className="first-event-waiting" role="status">
        <span className="live-dot" aria-hidden="true" /> {texts.first.waiting}
      </p>
      <p className="dim">
        <Link to="/data" search={{ show: 'imports' }}>
          {texts.first.file}
        </Link>{' '}
        · <Prose text={texts.first.demo} />
      </p>
    </section>
  );
}
