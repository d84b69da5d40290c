import type { SegmentOverlap as Overlap } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { segmentOverlapQuery } from '../api/segment-queries.js';
import { count } from '../format/number.js';
import { plainName } from '../format/value.js';
import { segmentTexts } from '../texts/segments-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { SegmentLink } from './segment-link.js';

const texts = segmentTexts.overlap;

/** Whom a segment shares with others, those that share the most first; each number opens who they are. */
export function SegmentOverlap({ name }: { name: string }) {
  const overlap = useQuery(segmentOverlapQuery(name));
  return (
    <Panel title={texts.title}>
      <Answer of={overlap} lines={8}>
        {(data) =>
          data.others.length === 0 ? (
            <Empty title={texts.none} />
          ) : (
            <>
              <p className="dim">{texts.about(plainName(name), data.count, data.customers)}</p>
              <Others of={data} />
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

function Others({ of: { name, count: size, others } }: { of: Overlap }) {
  const most = others.toSorted((left, right) => right.both - left.both || left.name.localeCompare(right.name));
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <caption className="visually-hidden">{texts.table}</caption>
        <thead>
          <tr>
            {[texts.segment, texts.both, texts.share, texts.only, texts.other, texts.lift].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {most.map((other) => (
            <tr key={other.name}>
              <th scope="row">
                <SegmentLink name={other.name} />
              </th>
              <td data-label={texts.both}>
                <Members of={name} also={other.name} value={other.both} />
              </td>
              <td data-label={texts.share}>{size === 0 ? '–' : texts.shareText(other.both / size)}</td>
              <td data-label={texts.only}>
                <Members of={name} not={other.name} value={size - other.both} />
              </td>
              <td data-label={texts.other}>
                <Members of={other.name} not={name} value={other.count - other.both} />
              </td>
              <td data-label={texts.lift}>{other.lift === null ? '–' : texts.liftText(other.lift)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Members({ of, also, not, value }: { of: string; also?: string; not?: string; value: number }) {
  const search = { ...(also !== undefined && { also }), ...(not !== undefined && { not }) };
  return (
    <Link to="/segments/$name" params={{ name: of }} search={search}>
      {count(value)}
    </Link>
  );
}
