import type { SqlResult as Answer } from '@cusp/engine/contract';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { post } from '../api/client.js';
import { withWord } from '../format/text-insertion.js';
import { texts } from '../texts/en.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { SqlResult } from './sql-result.js';
import { SqlTables } from './sql-tables.js';

const route = getRouteApi('/data');
const FIRST_QUERY = texts.data.exampleList[0]?.query ?? '';

/** Questions to the warehouse. The query is in the address, so that it can be sent to somebody. */
export function SqlBox() {
  const { query } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(query ?? FIRST_QUERY);
  const [waiting, setWaiting] = useState(() => new AbortController());
  const [isStopped, setStopped] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  // Where a name goes that is picked before anybody has been in the field.
  useEffect(() => area.current?.setSelectionRange(area.current.value.length, area.current.value.length), []);
  const asked = useMutation({
    mutationFn: ({ sql, signal }: { sql: string; signal: AbortSignal }) => post<Answer>('/sql', { query: sql, params: {} }, signal),
  });

  function run(event?: FormEvent): void {
    event?.preventDefault();
    void navigate({ search: (before) => ({ ...before, query: text }), replace: true });
    const begun = new AbortController();
    setWaiting(begun);
    setStopped(false);
    asked.mutate({ sql: text, signal: begun.signal });
  }

  function stop(): void {
    setStopped(true);
    waiting.abort();
  }

  function pick(name: string): void {
    const { selectionStart, selectionEnd } = area.current ?? { selectionStart: text.length, selectionEnd: text.length };
    const written = withWord(text, name, selectionStart, selectionEnd);
    setText(written.text);
    area.current?.focus();
    // Once the new text stands there.
    requestAnimationFrame(() => area.current?.setSelectionRange(written.cursor, written.cursor));
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
          ref={area}
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
          {asked.isPending && (
            <button type="button" className="button" onClick={stop}>
              {texts.data.stop}
            </button>
          )}
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
      <SqlTables onPick={pick} />
      {isStopped && <p className="stale">{texts.data.stopped}</p>}
      {asked.error && !isStopped && <ProblemBox error={asked.error} />}
      {asked.data && <SqlResult result={asked.data} />}
    </Panel>
  );
}
