import { useQuery } from '@tanstack/react-query';
import { versionsQuery } from '../api/definition-queries.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Answer } from './answer.js';
import { Empty } from './empty.js';
import { VersionRow } from './version-row.js';

/** Who changed a segment, when, why and how; the newest first. */
export function VersionList({ name }: { name: string }) {
  const versions = useQuery(versionsQuery(name));
  return (
    <Answer of={versions} lines={6}>
      {(data) => {
        if (data === null) return <Empty title={definitionTexts.versions.none} />;
        return (
          <ul className="cards">
            {data.versions.map((version) => (
              <VersionRow key={version.version} name={name} version={version} />
            ))}
          </ul>
        );
      }}
    </Answer>
  );
}
