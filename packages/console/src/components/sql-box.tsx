import type { SqlResult } from '@cusp/engine/contract';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { post } from '../api/client.js';
import { duration } from '../format/time.js';
import { valueText } from '../format/value.js';
import { texts } from '../texts/en.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';

const route = getRouteApi('/data');
const ROWS_SHOWN = 500;
const FIRST_QUERY = texts.data.exampleList[0]?.query ?? '';

/** Questions to the warehouse. The query is in the address, so that it can be sent to somebody. */
export function SqlBox() {
  const { query } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(query ?? FIRST_QUERY);
  const asked = useMutation({ mutationFn: (sql: string) => post<SqlResult>('/sql', { query: sql, params: {} }) });

  function run(event?: FormEvent): void {
    event?.preventDefault();
    void navigate({ search: (before) => ({ ...before, query: text }), replace: true });
    asked.mutate(text);
  }

  return (
    <Panel title={texts.data.sql}>
      <p className="dim">{texts.data.sqlText}</p>
      <form className="sql" onSubmit={run}>
        <label htmlFor="sql" className="visually-hidden">
          {texts.data.query}
        </label>
        <textarea
          id="sql"
          rows={4}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
          }}
        />
        <p className="sql-foot">
          <button type="submit" className="button button-strong" disabled={asked.isPending || text.trim() === ''}>
            {asked.isPending ? texts.data.running : texts.data.run}
          </button>
          <span className="dim wide-only">{texts.data.runHint}</span>
          <span className="sql-examples">
            <span className="dim">{texts.data.examples}</span>
            {texts.data.exampleList.map((example) => (
              <button key={example.name} type="button" className="quiet" onClick={() => setText(example.query)}>
                {example.name}
              </button>
            ))}
          </span>
        </p>
      </form>
      {asked.error && <ProblemBox error={asked.error} />}
      {asked.data && <Rows result={asked.data} />}
    </Panel>
  );
}

function Rows({ result }: { result: SqlResult }) {
  const shown = result.rows.slice(0, ROWS_SHOWN);
  return (
    <>
      <p className="dim" role="status">
        {texts.data.rows(result.rows.length, duration(result.tookMs))}
        {result.rows.length > ROWS_SHOWN && ` ${texts.data.cut(ROWS_SHOWN)}`}
      </p>
      {result.rows.length === 0 && <p>{texts.data.noRows}</p>}
      <div className="table-scroll" tabIndex={0} role="region" aria-label={texts.data.sql}>
        <table className="table-plain">
          <thead>
            <tr>
              {result.columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  title={column.type}
                  className={typeof shown[0]?.[column.name] === 'number' ? 'number' : ''}
                >
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {result.columns.map((column) => (
                  <td key={column.name} className={typeof row[column.name] === 'number' ? 'number' : ''}>
                    {valueText(row[column.name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
