import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keysQuery } from '../api/queries.js';
import { firstEventCommand } from '../format/first-event.js';
import { texts } from '../texts/en.js';
import { Prose } from './prose.js';

/** Stands where the figures would be as long as nothing has happened. */
export function FirstEvent() {
  const writeKey = useQuery(keysQuery).data?.keys[0]?.writeKey ?? null;
  const [copied, setCopied] = useState(false);
  const command = firstEventCommand(window.location.origin, writeKey ?? texts.first.writeKey);
  return (
    <section className="first-event">
      <h2>{texts.first.title}</h2>
      <p>{texts.first.text}</p>
      <pre tabIndex={0}>{command}</pre>
      <p>
        <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(command).then(() => setCopied(true))}>
          {copied ? texts.first.copied : texts.first.copy}
        </button>
        {writeKey === null && (
          <span className="dim">
            {' '}
            <Prose text={texts.first.key} />
          </span>
        )}
      </p>
    </section>
  );
}
