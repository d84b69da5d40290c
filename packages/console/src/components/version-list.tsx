import type { Publication } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type EditedKind, versionsQuery } from '../api/definition-queries.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { PublicationProgress } from './publication-progress.js';
import { VersionRow } from './version-row.js';

/** Who changed a definition, when, why and how; the newest first. */
export function VersionList({ kind, name }: { kind: EditedKind; name: string }) {
  const versions = useQuery(versionsQuery(kind, name));
  const [begun, setBegun] = useState<Publication | undefined>(undefined);
  return (
    <>
      {begun && <PublicationProgress key={begun.publicationId} begun={begun} />}
      <Answer of={versions} lines={6}>
        {(data) => {
          if (data === null) return <Empty title={definitionTexts.versions.none} />;
          return (
            <ul className="cards">
              {data.versions.map((version) => (
                <VersionRow key={version.version} kind={kind} name={name} version={version} onBegun={setBegun} />
              ))}
            </ul>
          );
        }}
      </Answer>
    </>
  );
}
