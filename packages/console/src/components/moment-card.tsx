import type { DefinitionItem } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { momentSummaryQuery } from '../api/moment-queries.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Badge } from './badge.js';
import { MomentOften } from './moment-often.js';
import { moodWords } from './moment-row.js';
import { useInView } from './use-in-view.js';

/** A published moment with how often it happens, which is asked for when somebody looks at it. */
export function MomentCard({ definition: { name, title } }: { definition: DefinitionItem }) {
  const { ref, seen } = useInView<HTMLLIElement>();
  const { data } = useQuery({ ...momentSummaryQuery(name), enabled: seen });
  return (
    <li ref={ref} className="card moment-card">
      <div>
        <h3>
          <Link to="/moments/$name" params={{ name }}>
            {plainName(name)}
          </Link>{' '}
          {data && moodWords(data) !== '' && <Badge tone="moment">{moodWords(data)}</Badge>}{' '}
          {data?.status === 'filling' && <Badge>{texts.segments.filling}</Badge>}
        </h3>
        {title !== null && <p>{title}</p>}
      </div>
      <MomentOften of={data} />
    </li>
  );
}
