import type { Publication } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EditedKind } from '../api/definition-queries.js';
import { draftsQuery } from '../api/metric-queries.js';
import { DraftPanel } from './draft-panel.js';
import { PublicationProgress } from './publication-progress.js';

/** The drafts of a kind (one alone, when it is named), each with what it would say; nothing when there are none. */
export function DraftsOfKind({ kind, name }: { kind: EditedKind | 'metric'; name?: string }) {
  const drafts = useQuery(draftsQuery(kind)).data ?? [];
  const [begun, setBegun] = useState<Publication | undefined>(undefined);
  const shown = drafts.filter((draft) => name === undefined || draft.name === name);
  return (
    <>
      {begun && <PublicationProgress key={begun.publicationId} begun={begun} />}
      {shown.map((draft) => (
        <DraftPanel key={draft.name} draft={draft} onBegun={setBegun} />
      ))}
    </>
  );
}
