import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { saveFile } from '../api/client.js';
import { erasureQuery } from '../api/customer-queries.js';
import { customersTexts } from '../texts/customers-en.js';
import { Answer } from './answer.js';
import { PageTitle } from './page-title.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const texts = customersTexts.receipt;

/** How far an erasure is, and at its end what says that it was done. It names nobody. */
export function ErasureReceipt({ requestId }: { requestId: string }) {
  const erasure = useQuery(erasureQuery(requestId));
  const asOf = new Date(erasure.dataUpdatedAt).toISOString();
  const isDone = erasure.data?.status === 'done';
  return (
    <>
      <PageTitle title={isDone ? texts.title : texts.running}>{isDone ? texts.doneText : texts.runningText}</PageTitle>
      <Panel title={texts.request}>
        <Answer of={erasure}>
          {({ status }) => (
            <div role="status">
              <dl className="key-values">
                <div>
                  <dt>{texts.request}</dt>
                  <dd className="break">{requestId}</dd>
                </div>
                <div>
                  <dt>{texts.status}</dt>
                  <dd>{texts.states[status]}</dd>
                </div>
                <div>
                  <dt>{texts.seen}</dt>
                  <dd>
                    <When at={asOf} />
                  </dd>
                </div>
              </dl>
              {isDone && (
                <p className="page-actions">
                  <button
                    type="button"
                    className="button"
                    onClick={() =>
                      saveFile(new Blob([`${JSON.stringify({ requestId, status, asOf }, null, 2)}\n`]), `erasure-${requestId}.json`)
                    }
                  >
                    {texts.download}
                  </button>
                </p>
              )}
            </div>
          )}
        </Answer>
      </Panel>
      <p>
        <Link to="/customers">{texts.back}</Link>
      </p>
    </>
  );
}
