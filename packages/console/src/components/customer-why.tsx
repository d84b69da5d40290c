import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { explanationQuery, segmentsQuery } from '../api/queries.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { ExplanationTree } from './explanation-tree.js';
import { Panel } from './panel.js';
import { When } from './when.js';

/** Why a customer is in a segment or not, for any segment. */
export function CustomerWhy({ customerKey, segment }: { customerKey: string; segment: string | undefined }) {
  const segments = useQuery(segmentsQuery);
  const navigate = useNavigate();
  const names = segments.data?.segments.map((item) => item.name) ?? [];
  const choice = (
    <label className="choice">
      <span className="visually-hidden">{texts.customer.chooseSegment}</span>
      <select
        value={segment ?? ''}
        onChange={(event) =>
          void navigate({
            to: '/customers/$key',
            params: { key: customerKey },
            search: ({ why: _before, ...rest }) => (event.target.value === '' ? rest : { ...rest, why: event.target.value }),
            replace: true,
          })
        }
      >
        <option value="">{texts.customer.chooseSegment}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {plainName(name)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Panel title={texts.customer.because} aside={choice} className="why">
      {segment === undefined ? (
        <p className="dim">{texts.customer.chooseText}</p>
      ) : (
        <Explained customerKey={customerKey} segment={segment} />
      )}
    </Panel>
  );
}

function Explained({ customerKey, segment }: { customerKey: string; segment: string }) {
  const explanation = useQuery(explanationQuery(segment, customerKey));
  return (
    <Answer of={explanation}>
      {(data) => (
        <>
          <p className="why-head">
            <Badge tone={data.member ? 'good' : 'plain'}>
              {data.member ? texts.explain.member(plainName(data.segment)) : texts.explain.notMember(plainName(data.segment))}
            </Badge>{' '}
            <span className="dim">
              {data.since !== null && (
                <>
                  {texts.customer.since} <When at={data.since} /> ·{' '}
                </>
              )}
              {texts.segments.version(data.version)} · {texts.segments.asOf} <When at={data.asOf} />
            </span>
          </p>
          <ExplanationTree node={data.because} />
        </>
      )}
    </Answer>
  );
}
