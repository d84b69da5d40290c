import type { Books, SourceList } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { quarantineGroupsQuery, sourcesQuery } from '../api/queries.js';
import { addsUp } from '../format/books.js';
import { count } from '../format/number.js';
import { texts } from '../texts/en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { Empty } from './empty.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const COLUMNS = ['received', 'accepted', 'duplicate', 'quarantined', 'refused'] as const satisfies readonly (keyof Books)[];

/** The books of every source. */
export function Sources() {
  const sources = useQuery(sourcesQuery);
  return (
    <Panel title={texts.data.sources}>
      <p className="dim">{texts.data.sourcesText}</p>
      <Answer of={sources}>
        {(data) => (data.sources.length === 0 ? <Empty title={texts.data.noSources} /> : <BookTable sources={data.sources} />)}
      </Answer>
    </Panel>
  );
}

function BookTable({ sources }: { sources: SourceList['sources'] }) {
  const groups = useQuery(quarantineGroupsQuery).data?.groups ?? [];
  const waiting = (name: string) => groups.reduce((sum, { source, waiting }) => (source === name ? sum + waiting : sum), 0);
  return (
    <div className="table-scroll">
      <table className="table-stacked">
        <thead>
          <tr>
            <th scope="col">{texts.data.source}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="number" title={column === 'refused' ? texts.data.refusedHint : undefined}>
                {texts.data[column]}
              </th>
            ))}
            <th scope="col">{texts.data.books}</th>
            <th scope="col" className="number">
              {texts.data.lastReceived}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.name}>
              <th scope="row">
                <Link to="/data/sources/$name" params={{ name: source.name }}>
                  {source.name}
                </Link>
              </th>
              {COLUMNS.map((column) => (
                <td key={column} className="number" data-label={texts.data[column]}>
                  {count(source.accounting[column])}
                  {column === 'quarantined' && source.accounting.quarantined > 0 && <Waiting items={waiting(source.name)} />}
                </td>
              ))}
              <td data-label={texts.data.books}>
                <Badge tone={addsUp(source.accounting) ? 'good' : 'bad'}>
                  {addsUp(source.accounting) ? texts.data.balanced : texts.data.unbalanced}
                </Badge>
              </td>
              <td className="number" data-label={texts.data.lastReceived}>
                <When at={source.lastReceivedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of what was ever put aside, what nobody has replayed or repaired yet. */
function Waiting({ items }: { items: number }) {
  if (items === 0) return <span className="dim card-note"> {texts.data.noneWait}</span>;
  return (
    <Link to="/data" search={{ show: 'quarantine' }} className="card-note">
      {' '}
      {texts.data.wait(items)}
    </Link>
  );
}
