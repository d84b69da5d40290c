import type { Draft, Publication } from '@cusp/engine/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post, remove } from '../api/client.js';
import { count } from '../format/number.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Badge } from './badge.js';
import { CampaignPreview } from './campaign-preview.js';
import { plainName } from '../format/value.js';
import { DifferenceList } from './difference-list.js';
import { DraftCustomers } from './draft-customers.js';
import { DraftPreview } from './draft-preview.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import { Prose } from './prose.js';
import { PublishForm } from './publish-form.js';
import { When } from './when.js';

const texts = definitionTexts.draft;

/** A draft beside what is in force: what is different, who would enter and leave; to publish or to throw away. */
export function DraftPanel({ draft, onBegun }: { draft: Draft; onBegun: (publication: Publication) => void }) {
  const { kind, name, status } = draft;
  return (
    <Panel
      title={kind === 'segment' ? texts.title : texts.titleOf(kind, plainName(name))}
      aside={<Badge tone={status === 'ready' ? 'good' : status === 'failed' ? 'bad' : 'accent'}>{texts.status[status]}</Badge>}
    >
      <p className="dim">
        {texts.by(draft.by)}, <When at={draft.at} />
        {draft.note !== null && ` · ${draft.note}`}
      </p>
      {draft.version !== draft.basedOn && <p className="stale">{texts.outdated}</p>}
      {draft.failure !== null && <p className="alarm">{`${draft.failure.detail} ${draft.failure.remedy}`}</p>}
      {draft.version !== null && (
        <>
          <h3>{texts.changed}</h3>
          <DifferenceList difference={draft.difference} none={texts.same} />
        </>
      )}
      <Warnings of={draft.warnings} />
      <WhatItWouldDo draft={draft} />
      {(status === 'ready' || status === 'stored') && (
        <PublishForm
          key={draft.at}
          onBegun={onBegun}
          action={texts.publish}
          begin={(reason) => post<Publication>('/drafts/publish?wait=false', { drafts: [{ kind, name }], reason })}
        >
          <h3>{texts.publishTitle}</h3>
        </PublishForm>
      )}
      <Discard kind={kind} name={name} />
    </Panel>
  );
}

/** What changes with them shows in what comes later. */
const SAY_NO_MORE: ReadonlySet<string> = new Set(['experiment', 'source', 'tracking-plan']);

function WhatItWouldDo({ draft }: { draft: Draft }) {
  if (SAY_NO_MORE.has(draft.kind)) return null;
  if (draft.kind === 'campaign') return <CampaignPreview of={{ definition: draft.definition }} />;
  return draft.kind === 'segment' ? <Effect draft={draft} /> : <DraftPreview draft={draft} />;
}

function Warnings({ of }: { of: Draft['warnings'] }) {
  if (of.length === 0) return null;
  return (
    <>
      <h3>{texts.warnings}</h3>
      <ul className="yaml-problems yaml-warnings">
        {of.map(({ pointer, message, remedy }) => (
          <li key={pointer}>
            {message} – <Prose text={remedy} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Effect({ draft: { name, status, effect, asked, total, at } }: { draft: Draft }) {
  if (status === 'waiting' || status === 'filling')
    return (
      <div className="publication" role="status">
        <progress value={total === 0 ? 0 : asked / total} max={1} aria-label={texts.status.filling} />
        <p className="dim">{texts.filling(asked, total)}</p>
      </div>
    );
  if (effect === null) return null;
  return (
    <>
      <p className="draft-counts">
        <strong>{count(effect.countNow)}</strong> {texts.countNow} <span aria-hidden="true">→</span> <strong>{count(effect.count)}</strong>{' '}
        {texts.countThen}
      </p>
      <h3>{texts.lists}</h3>
      <DraftCustomers name={name} side="entering" title={texts.entering(effect.entering)} savedAt={at} />
      <DraftCustomers name={name} side="leaving" title={texts.leaving(effect.leaving)} savedAt={at} />
    </>
  );
}

function Discard({ kind, name }: { kind: string; name: string }) {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const discard = useMutation({
    mutationFn: () => remove(`/drafts/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`),
    onSuccess: () =>
      Promise.all(
        [
          [kind, name],
          ['drafts', kind],
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
  if (!asked)
    return (
      <p className="definition-actions">
        <button type="button" className="quiet" onClick={() => setAsked(true)}>
          {texts.discard}
        </button>
      </p>
    );
  return (
    <p className="definition-actions" role="group" aria-label={texts.sureDiscard}>
      <span>{texts.sureDiscard}</span>
      <button type="button" className="button button-small" disabled={discard.isPending} onClick={() => discard.mutate()}>
        {discard.isPending ? texts.discarding : texts.discard}
      </button>
      <button type="button" className="button button-small" onClick={() => setAsked(false)}>
        {texts.keep}
      </button>
      {discard.error && <ProblemBox error={discard.error} />}
    </p>
  );
}
