import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { writeKeyQuery } from '../api/queries.js';
import { texts } from '../texts/en.js';

/** How to send a first event with nothing but a shell. */
export function firstEventCommand(origin: string, writeKey: string): string {
  const event = { userId: 'ada', event: 'Product Viewed', properties: { product_id: 'k1', category: 'kettles', price: 49.9 } };
  return `curl ${origin}/v1/track -u ${writeKey}: \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(event)}'`;
}

/** Stands where the figures would be as long as nothing has happened. */
export function FirstEvent() {
  const writeKey = useQuery(writeKeyQuery).data ?? null;
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
        {writeKey === null && <span className="dim"> {texts.first.key}</span>}
      </p>
    </section>
  );
}
