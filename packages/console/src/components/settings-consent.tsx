import type { ConsentOverview } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useId } from 'react';
import { consentChoicesQuery, consentCustomersQuery, consentsQuery } from '../api/consent-queries.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { consentTexts as texts } from '../texts/consent-en.js';
import { Answer } from './answer.js';
import { ConsentChoiceTable } from './consent-ledger.js';
import { CustomerLink } from './customer-link.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const route = getRouteApi('/settings');
type Purpose = ConsentOverview['purposes'][number];
const STATES = ['granted', 'denied', 'unknown'] as const;

/** What data is used for, what customers have chosen, and the newest of their choices. */
export function SettingsConsent() {
  const { purpose, state } = route.useSearch();
  const consents = useQuery(consentsQuery);
  return (
    <>
      <Panel title={texts.title}>
        <p className="dim">{texts.lead}</p>
        <Answer of={consents}>
          {({ purposes }) =>
            purposes.length === 0 ? (
              <Empty title={texts.none}>{texts.noneText}</Empty>
            ) : (
              purposes.map((one) => <PurposeRow key={one.purpose} of={one} />)
            )
          }
        </Answer>
      </Panel>
      {purpose !== undefined && state !== undefined && <People purpose={purpose} state={state} />}
      <NewestChoices purposes={consents.data?.purposes ?? []} />
    </>
  );
}

function PurposeRow({ of }: { of: Purpose }) {
  const { purpose, title, allowed } = of;
  return (
    <details className="consent-purpose">
      <summary>
        <strong>{title ?? plainName(purpose)}</strong> <span className="dim">{texts.allowed(count(allowed))}</span>
      </summary>
      <PurposeRule of={of} />
      <ul className="consent-texts">
        {of.texts.length === 0 && <li className="dim">{texts.noTexts}</li>}
        {of.texts.map(({ version, language, text, asksAnewFrom }) => (
          <li key={`${version} ${language}`}>
            <span className="dim">
              {version}, {language}
              {asksAnewFrom !== null && (
                <>
                  , {texts.asksAnew} <When at={asksAnewFrom} />
                </>
              )}
            </span>{' '}
            <span lang={language}>{text}</span>
          </li>
        ))}
      </ul>
      <p className="consent-counts">
        {STATES.map((state) => (
          <Link
            key={state}
            to="/settings"
            search={{ show: 'consent', purpose, state }}
            aria-label={texts.people(texts.states[state] ?? state, title ?? plainName(purpose))}
          >
            {texts.states[state]} <strong>{count(of[state])}</strong>
          </Link>
        ))}
      </p>
    </details>
  );
}

function PurposeRule({ of: { legalBasis, silence, regions, expires, signals } }: { of: Purpose }) {
  const countries = Object.entries(regions).map(([country, rule]) => `${country}: ${texts.silences[rule] ?? rule}`);
  const rules: readonly (readonly [string, string])[] = [
    [texts.basis, texts.bases[legalBasis] ?? legalBasis],
    [texts.silence, texts.silences[silence] ?? silence],
    ...(countries.length === 0 ? [] : [[texts.regions, countries.join(', ')] as const]),
    [texts.expires, expires ?? texts.forEver],
    [texts.signals, signals.length === 0 ? texts.noSignals : signals.map((signal) => texts.signalNames[signal] ?? signal).join(', ')],
  ];
  return (
    <dl className="key-values">
      {rules.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function People({ purpose, state }: { purpose: string; state: string }) {
  const people = useQuery(consentCustomersQuery(purpose, state));
  const close = (
    <Link to="/settings" search={{ show: 'consent' }}>
      {texts.close}
    </Link>
  );
  return (
    <Panel title={texts.peopleTitle(texts.states[state] ?? state, plainName(purpose))} aside={close}>
      <Answer of={people}>
        {({ customers, isCut }) => (
          <>
            {customers.length === 0 && <p className="dim">{texts.nobody}</p>}
            <ul className="consent-people">
              {customers.map((customer) => (
                <li key={customer.customerId}>
                  <CustomerLink {...customer} />
                </li>
              ))}
            </ul>
            {isCut && <p className="dim">{texts.more}</p>}
          </>
        )}
      </Answer>
    </Panel>
  );
}

function NewestChoices({ purposes }: { purposes: readonly Purpose[] }) {
  const id = useId();
  const { purpose } = route.useSearch();
  const navigate = route.useNavigate();
  const choices = useQuery(consentChoicesQuery(purpose));
  return (
    <Panel title={texts.ledger}>
      <p className="definition-field">
        <label htmlFor={id}>{texts.filter}</label>
        <select
          id={id}
          value={purpose ?? ''}
          onChange={({ target: { value } }) =>
            void navigate({ search: { show: 'consent', ...(value === '' ? {} : { purpose: value }) }, replace: true })
          }
        >
          <option value="">{texts.all}</option>
          {purposes.map((one) => (
            <option key={one.purpose} value={one.purpose}>
              {one.title ?? plainName(one.purpose)}
            </option>
          ))}
        </select>
      </p>
      <Answer of={choices}>
        {(data) =>
          data.choices.length === 0 ? <Empty title={texts.noChoices} /> : <ConsentChoiceTable choices={data.choices} withCustomers />
        }
      </Answer>
    </Panel>
  );
}
