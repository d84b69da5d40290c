import type { Publication } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { segmentsQuery } from '../api/queries.js';
import { BuilderForm } from './builder/builder-form.js';
import { DefinitionEdit, useDefinitionAndDraft } from './definition-edit.js';
import { DraftPanel } from './draft-panel.js';
import { PublicationProgress } from './publication-progress.js';

/** A segment's definition being worked on: the draft that there is, and the text to go on with. */
export function SegmentEdit({ name }: { name: string }) {
  const { saved } = useDefinitionAndDraft({ kind: 'segment', name });
  const segments = useQuery(segmentsQuery);
  const [begun, setBegun] = useState<Publication | undefined>(undefined);
  const countNow = segments.data?.segments.find((segment) => segment.name === name)?.count;
  return (
    <>
      {begun && <PublicationProgress key={begun.publicationId} begun={begun} />}
      {saved && <DraftPanel draft={saved} onBegun={setBegun} />}
      <DefinitionEdit kind="segment" name={name} countNow={countNow} form={BuilderForm} />
    </>
  );
}
