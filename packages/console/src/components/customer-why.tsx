import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { segmentsQuery } from '../api/queries.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Panel } from './panel.js';
import { SegmentExplanation } from './segment-explanation.js';

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
        <SegmentExplanation customerKey={customerKey} segment={segment} />
      )}
    </Panel>
  );
}
