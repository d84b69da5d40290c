import type { ImportColumns, ImportItem } from '@cusp/engine/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '../api/client.js';
import { importColumnsQuery, importPreviewQuery } from '../api/import-queries.js';
import { type Role, ROLES, roleOf, withRole } from '../format/import-mapping.js';
import { valueText } from '../format/value.js';
import { importTexts as texts } from '../texts/imports-en.js';
import { Answer } from './answer.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';

type Mapping = ImportColumns['mapping'];

/** What each column of a file becomes, as suggested and as changed, beside what the first rows come to by it. */
export function ImportMapping({ item, onRun }: { item: ImportItem; onRun: () => void }) {
  const columns = useQuery(importColumnsQuery(item.id));
  const [changed, setChanged] = useState<Mapping | null>(null);
  return (
    <Panel title={texts.mapping(item.file)}>
      <Answer of={columns} lines={6}>
        {(data) => {
          const mapping = changed ?? item.mapping ?? data.mapping;
          return (
            <>
              {data.earlier !== null && <p className="dim">{texts.earlier(data.earlier)}</p>}
              {data.doubts.map((doubt) => (
                <p key={doubt} className="stale">
                  {texts.doubts[doubt] ?? doubt}
                </p>
              ))}
              <Names mapping={mapping} onChange={setChanged} />
              <Columns columns={data.columns} mapping={mapping} onChange={setChanged} />
              <Preview id={item.id} mapping={mapping} onRun={onRun} />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function Names({ mapping, onChange }: { mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  return (
    <p className="import-actions">
      <label className="choice filter">
        {texts.source}
        <input
          value={mapping.name}
          title={texts.sourceHint}
          maxLength={64}
          onChange={(event) => onChange({ ...mapping, name: event.target.value })}
        />
      </label>
      {typeof mapping.event === 'string' && (
        <label className="choice filter">
          {texts.event}
          <input value={mapping.event} maxLength={200} onChange={(event) => onChange({ ...mapping, event: event.target.value })} />
        </label>
      )}
    </p>
  );
}

function Columns({
  columns,
  mapping,
  onChange,
}: {
  columns: ImportColumns['columns'];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={texts.column}>
      <table className="table-plain">
        <thead>
          <tr>
            {[texts.column, texts.type, texts.examples, texts.becomes].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => {
            const role = roleOf(mapping, column.name);
            const roles: readonly Role[] = ROLES.some((each) => each === role) ? ROLES : [role, ...ROLES];
            return (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td>{column.type}</td>
                <td className="dim">{column.examples.join(', ')}</td>
                <td>
                  <select
                    aria-label={`${texts.becomes}: ${column.name}`}
                    value={role}
                    onChange={(event) => onChange(withRole(mapping, column, event.target.value as Role))}
                  >
                    {roles.map((each) => (
                      <option key={each} value={each}>
                        {texts.roles[each]}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Preview({ id, mapping, onRun }: { id: string; mapping: Mapping; onRun: () => void }) {
  const preview = useQuery(importPreviewQuery(id, mapping));
  const run = useMutation({ mutationFn: () => post(`/imports/${id}/run`, { mapping }), onSuccess: onRun });
  return (
    <>
      <h3>{texts.preview}</h3>
      <Answer of={preview}>
        {(data) => (
          <>
            <p role="status">{texts.wouldBe(data.rows, data.accepted, data.quarantined)}</p>
            {data.putAside.map(({ reason, examples }) => (
              <p key={reason} className="alarm">
                {examples.map(({ row, field, detail }) => `${row ?? ''} ${field ?? ''}: ${detail}`).join('; ')}
              </p>
            ))}
            <div className="table-scroll" tabIndex={0} role="region" aria-label={texts.preview}>
              <table className="table-plain">
                <tbody>
                  {data.preview.map((event, index) => (
                    <tr key={index}>
                      {(['timestamp', 'event', 'userId', 'anonymousId', 'properties', 'traits'] as const).map((field) => (
                        <td key={field}>{event[field] === undefined ? '' : valueText(event[field])}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Answer>
      {run.error && <ProblemBox error={run.error} />}
      <button
        type="button"
        className="button button-strong"
        disabled={run.isPending || preview.error !== null || (preview.data?.accepted ?? 0) === 0}
        onClick={() => run.mutate()}
      >
        {texts.run}
      </button>
    </>
  );
}
