import type { Publication } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { definitionQuery, draftQuery } from '../api/definition-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { Answer } from './answer.js';
import { DefinitionEditor } from './definition-editor.js';
import { DraftPanel } from './draft-panel.js';
import { NotFound } from './not-found.js';
import { PublicationProgress } from './publication-progress.js';

/** A segment's definition being worked on: the draft that there is, and the text to go on with. */
export function SegmentEdit({ name }: { name: string }) {
  const definition = useQuery(definitionQuery('segment', name));
  const isDraft = definition.data === null || (definition.data !== undefined && definition.data.draft !== null);
  const draft = useQuery({ ...draftQuery('segment', name), enabled: isDraft });
  const segments = useQuery(segmentsQuery);
  const [begun, setBegun] = useState<Publication | undefined>(undefined);
  const countNow = segments.data?.segments.find((segment) => segment.name === name)?.count;
  const saved = isDraft ? draft.data : null;
  return (
    <>
      {begun && <PublicationProgress key={begun.publicationId} begun={begun} />}
      {saved && <DraftPanel draft={saved} onBegun={setBegun} />}
      <Answer<unknown> of={saved === undefined && definition.data !== undefined ? draft : definition} lines={8}>
        {() => {
          const newest = definition.data ?? null;
          const begunWith = saved?.definition ?? newest?.definition;
          if (begunWith === undefined) return <NotFound />;
          const inForce = newest?.inForce === true ? newest.definition : undefined;
          return <DefinitionEditor kind="segment" begunWith={begunWith} fixedName={name} inForce={inForce} countNow={countNow} />;
        }}
      </Answer>
    </>
  );
}
