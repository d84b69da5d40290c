import { Link } from '@tanstack/react-router';
import { plainName } from '../format/value.js';
import { tourTexts as texts } from '../texts/tour-en.js';

/** The members of a segment as customers, as SQL over the warehouse, and as what defines them. */
export function OpensAs({ segment }: { segment: string }) {
  const name = plainName(segment);
  return (
    <span className="dim opens-as">
      <Link to="/customers" search={{ segment }} aria-label={texts.opensLabel(name, texts.customers)}>
        {texts.customers}
      </Link>{' '}
      <Link to="/data" search={{ query: membersSql(segment) }} aria-label={texts.opensLabel(name, texts.sql)}>
        {texts.sql}
      </Link>{' '}
      <Link to="/segments/$name" params={{ name: segment }} aria-label={texts.opensLabel(name, texts.definition)}>
        {texts.definition}
      </Link>
    </span>
  );
}

/** Who is in a segment, by the newest change of each. A segment's name is letters, digits and underscores. */
function membersSql(segment: string): string {
  return [
    'SELECT customer_id, max(at) AS since',
    'FROM segment_changes',
    `WHERE segment = '${segment.replaceAll(/[^\w.-]/g, '')}'`,
    'GROUP BY customer_id',
    'HAVING argMax(entered, at)',
    'ORDER BY since DESC',
    'LIMIT 1000',
  ].join('\n');
}
