import type { IdentityLinks } from '@cusp/engine/contract';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { splitIdentifier } from '../format/identifier.js';
import { identityTexts as texts } from '../texts/identity-en.js';
import { identityAddress, useIdentityAct } from './identity-act.js';
import { IdentityForm } from './identity-form.js';
import { IdentityWhy } from './identity-why.js';
import { When } from './when.js';

interface Props {
  readonly customerKey: string;
  readonly identifier: string;
  readonly others: readonly string[];
  /** The links that join it with others. */
  readonly links: IdentityLinks['links'];
}

/** One identifier of a customer, what holds it there, and how to take it away. */
export function IdentityIdentifier({ customerKey, identifier, others, links }: Props) {
  const { begun } = useIdentityAct();
  const { type, value } = splitIdentifier(identifier);
  const part = begun.of === identifier && (begun.act === 'split' || begun.act === 'block') ? begun.act : undefined;
  return (
    <li className="card">
      <div className="line">
        <h3 className="line-main identity-name">
          <span className="dim">{type}</span> <span className="break">{value}</span>
        </h3>
        {others.length > 0 && (
          <span className="identity-actions">
            {(['split', 'block'] as const).map((act) => (
              <Link
                key={act}
                to="/customers/$key"
                params={{ key: customerKey }}
                search={identityAddress({ act, of: identifier })}
                className="button button-small"
                aria-label={texts[act].label(identifier)}
                replace
              >
                {texts[act].open}
              </Link>
            ))}
          </span>
        )}
      </div>
      {others.length > 0 && links.length === 0 && <p className="card-note dim">{texts.unjoined}</p>}
      <ul className="identity-links">
        {links.map((link) => (
          <IdentityLink key={`${link.identifiers.join(' ')} ${link.evidence}`} link={link} identifier={identifier} />
        ))}
      </ul>
      {part !== undefined && others.length > 0 && <PartForm key={part} act={part} identifier={identifier} others={others} links={links} />}
    </li>
  );
}

function IdentityLink({ link, identifier }: { link: IdentityLinks['links'][number]; identifier: string }) {
  return (
    <li className="card-note">
      <span className="break">{texts.joins(otherOf(link.identifiers, identifier))}</span>: {link.evidence}
      <span className="dim break">
        {link.at !== null && (
          <>
            {' · '}
            <When at={link.at} />
          </>
        )}
        {link.messageId !== null && ` · ${texts.message} ${link.messageId}`}
      </span>
      {link.learned !== null && <IdentityWhy link={link} />}
    </li>
  );
}

function otherOf(identifiers: readonly string[], identifier: string): string {
  return identifiers.find((each) => each !== identifier) ?? identifier;
}

function PartForm({ act, identifier, others, links }: Omit<Props, 'customerKey'> & { readonly act: 'split' | 'block' }) {
  const { end } = useIdentityAct();
  const id = useId();
  const nearest = links[0] === undefined ? undefined : otherOf(links[0].identifiers, identifier);
  const [from, setFrom] = useState(nearest ?? others[0] ?? '');
  const action = act === 'split' ? 'unmerge' : 'block';
  return (
    <IdentityForm choices={[{ name: texts[act].submit, asked: { action, customers: [identifier, from] } }]} onEnd={end}>
      <p>{texts[act].lead(identifier)}</p>
      <p className="definition-field">
        <label htmlFor={id}>{texts[act].from}</label>
        <select id={id} value={from} onChange={(event) => setFrom(event.target.value)}>
          {others.map((other) => (
            <option key={other}>{other}</option>
          ))}
        </select>
      </p>
    </IdentityForm>
  );
}
