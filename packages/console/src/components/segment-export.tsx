import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { purposesQuery } from '../api/campaign-queries.js';
import { download } from '../api/client.js';
import { withParameters } from '../api/parameters.js';
import { segmentTexts } from '../texts/segments-en.js';
import { ChoiceField, TextField } from './form-fields.js';
import { NeedsRole } from './needs-role.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { Prose } from './prose.js';

const texts = segmentTexts.export;
/** What data is used for where no purpose is published. */
const USUAL_PURPOSE = 'analytics';
const FORMATS = ['csv', 'ndjson'] as const;
const listed = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .join(',');

/** The members as a file: for whom, as what, with which columns. */
export function SegmentExport({ name }: { name: string }) {
  const published = useQuery(purposesQuery).data ?? [];
  const purposes = published.length === 0 ? [USUAL_PURPOSE] : published;
  const [asked, setAsked] = useState({ purpose: '', format: 'csv', identifiers: 'userId', traits: '', metrics: '' });
  const set = (key: keyof typeof asked) => (value: string) => setAsked({ ...asked, [key]: value });
  const purpose = asked.purpose || (purposes[0] ?? '');
  const taking = useMutation({
    mutationFn: () => {
      const { format, identifiers, traits, metrics } = asked;
      const columns = { identifiers: listed(identifiers), traits: listed(traits), metrics: listed(metrics) };
      return download(withParameters(`/segments/${encodeURIComponent(name)}/export`, { purpose, format, ...columns }), `${name}.${format}`);
    },
  });
  return (
    <Panel title={texts.title}>
      <NeedsRole role="editor">
        <form
          className="definition-form"
          onSubmit={(event) => {
            event.preventDefault();
            taking.mutate();
          }}
        >
          <p className="dim">
            <Prose text={texts.about} />
          </p>
          <div className="form-row">
            <ChoiceField label={texts.purpose} value={purpose} options={purposes.map((one) => ({ name: one }))} onChange={set('purpose')} />
            <ChoiceField
              label={texts.format}
              value={asked.format}
              options={FORMATS.map((one) => ({ name: one, said: texts.formats[one] ?? one }))}
              onChange={set('format')}
            />
          </div>
          <TextField label={texts.identifiers} hint={texts.identifiersHint} value={asked.identifiers} onChange={set('identifiers')} />
          <TextField label={texts.traits} hint={texts.traitsHint} value={asked.traits} onChange={set('traits')} />
          <TextField label={texts.metrics} hint={texts.metricsHint} value={asked.metrics} onChange={set('metrics')} />
          <p className="definition-actions">
            <button type="submit" className="button" disabled={purpose === '' || taking.isPending}>
              {taking.isPending ? texts.downloading : texts.download}
            </button>
          </p>
          {taking.error && <ProblemBox error={taking.error} />}
        </form>
      </NeedsRole>
    </Panel>
  );
}
