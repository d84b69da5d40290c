import type { Customer, ErasureStatus } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { download, remove } from '../api/client.js';
import { customerQuery } from '../api/queries.js';
import { bestIdentifier, splitIdentifier } from '../format/identifier.js';
import { customersTexts } from '../texts/customers-en.js';
import { Answer } from './answer.js';
import { NeedsRole } from './needs-role.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { When } from './when.js';

const texts = customersTexts.theirData;
const route = getRouteApi('/customers/$key');

/** What is held about a customer: to be taken along, or to be erased. */
export function CustomerData({ customerKey }: { customerKey: string }) {
  const customer = useQuery(customerQuery(customerKey));
  return (
    <Answer of={customer}>
      {(data) => (
        <>
          <Export customerKey={customerKey} customer={data} />
          <Erase customerKey={customerKey} customer={data} />
        </>
      )}
    </Answer>
  );
}

function Export({ customerKey, customer }: { customerKey: string; customer: Customer }) {
  const taking = useMutation({
    mutationFn: () => download(`/customers/${encodeURIComponent(customerKey)}/export`, `${customer.customerId}.json`),
  });
  return (
    <Panel title={texts.export}>
      <p>{texts.exportText}</p>
      <p className="page-actions">
        <button type="button" className="button" disabled={taking.isPending} onClick={() => taking.mutate()}>
          {taking.isPending ? texts.downloading : texts.download}
        </button>
      </p>
      {taking.error && <ProblemBox error={taking.error} />}
    </Panel>
  );
}

function Erase({ customerKey, customer }: { customerKey: string; customer: Customer }) {
  const [typed, setTyped] = useState('');
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const id = useId();
  const asked = splitIdentifier(bestIdentifier(customer.identifiers) ?? customer.customerId).value;
  const erasing = useMutation({
    mutationFn: () => remove<ErasureStatus>(`/customers/${encodeURIComponent(customerKey)}`),
    onSuccess: async ({ requestId }) => {
      await navigate({ search: { erased: requestId }, replace: true });
      // What was known of them is forgotten here, too.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey.includes(customerKey) });
      await client.invalidateQueries({ queryKey: ['customers'] });
    },
  });
  return (
    <Panel title={texts.erase}>
      <p>{texts.eraseText}</p>
      <ul className="bullets">
        <li>
          {texts.events(customer.events)} (<When at={customer.firstSeen} /> – <When at={customer.lastSeen} />)
        </li>
        <li className="break">
          {texts.identifiers(customer.identifiers.length)}: {customer.identifiers.join(', ')}
        </li>
        <li>{texts.rest}</li>
      </ul>
      <p className="dim">{texts.tombstone}</p>
      <NeedsRole role="admin">
        <form
          className="erase"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === asked) erasing.mutate();
          }}
        >
          <label htmlFor={id} className="break">
            {texts.confirm(asked)}
          </label>
          <input id={id} value={typed} autoComplete="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} />
          <button type="submit" className="button button-danger" disabled={typed !== asked || erasing.isPending}>
            {erasing.isPending ? texts.acting : texts.act}
          </button>
        </form>
      </NeedsRole>
      {erasing.error && <ProblemBox error={erasing.error} />}
    </Panel>
  );
}
