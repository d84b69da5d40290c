import type { ConsentLedger, PreferenceLink } from '@cusp/engine/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { post } from '../api/client.js';
import { consentLedgerQuery } from '../api/consent-queries.js';
import { plainName } from '../format/value.js';
import { useMay } from '../session/session.js';
import { consentTexts as texts } from '../texts/consent-en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { ConsentChoiceTable } from './consent-ledger.js';
import { ProblemBox } from './problem-box.js';
import { When } from './when.js';

/** What a customer's data may be used for and why, every choice of theirs, and the link to the page where they choose. */
export function CustomerConsents({ customerKey }: { customerKey: string }) {
  const ledger = useQuery(consentLedgerQuery(customerKey));
  return (
    <>
      <Answer of={ledger}>
        {({ standing, choices }) => (
          <>
            {standing.length === 0 && <p className="dim">{texts.none}</p>}
            <ul className="plain-list">
              {standing.map((one) => (
                <StandingRow key={one.purpose} of={one} />
              ))}
            </ul>
            {choices.length > 0 && (
              <details>
                <summary>{texts.every(choices.length)}</summary>
                <ConsentChoiceTable choices={choices} />
              </details>
            )}
          </>
        )}
      </Answer>
      <CopyLink customerKey={customerKey} />
    </>
  );
}

function StandingRow({ of: { purpose, title, allowed, why, since, expires } }: { of: ConsentLedger['standing'][number] }) {
  return (
    <li className="line">
      <span className="line-main">
        {title ?? plainName(purpose)}
        <span className="dim line-note">
          {texts.why[why] ?? why}
          {since !== null && (
            <>
              , <When at={since} />
            </>
          )}
          {expires !== null && (
            <>
              , {texts.until} <When at={expires} />
            </>
          )}
        </span>
      </span>
      <Badge tone={allowed ? 'good' : 'bad'}>{allowed ? texts.mayBe : texts.mayNot}</Badge>
    </li>
  );
}

function CopyLink({ customerKey }: { customerKey: string }) {
  const may = useMay('editor');
  const copy = useMutation({
    mutationFn: async () => {
      const { url, path } = await post<PreferenceLink>(`/customers/${encodeURIComponent(customerKey)}/preference-link`, {});
      await navigator.clipboard.writeText(url ?? new URL(path, window.location.href).href);
    },
  });
  if (!may) return null;
  return (
    <p>
      <button type="button" className="button" disabled={copy.isPending} onClick={() => copy.mutate()}>
        {texts.copy}
      </button>
      <span role="status" className="dim">
        {copy.isSuccess && ` ${texts.copied}`}
      </span>
      {copy.error !== null && <ProblemBox error={copy.error} />}
    </p>
  );
}
