import { useQuery } from '@tanstack/react-query';
import { definitionQuery, draftQuery } from '../api/definition-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { Answer } from './answer.js';
import { DefinitionEditor } from './definition-editor.js';
import { DraftPanel } from './draft-panel.js';
import { NotFound } from './not-found.js';

/** A segment's definition being worked on: the draft that there is, and the text to go on with. */
export function SegmentEdit({ name }: { name: string }) {
  const definition = useQuery(definitionQuery(name));
  const draft = useQuery(draftQuery(name));
  const segments = useQuery(segmentsQuery);
  const countNow = segments.data?.segments.find((segment) => segment.name === name)?.count;
  return (
    <Answer of={draft} lines={8}>
      {(saved) => (
        <>
          {saved !== null && <DraftPanel draft={saved} />}
          <Answer of={definition} lines={8}>
            {(newest) => {
              const begunWith = saved?.definition ?? newest?.definition;
              if (begunWith === undefined) return <NotFound />;
              const inForce = newest?.inForce === true ? newest.definition : undefined;
              return <DefinitionEditor begunWith={begunWith} fixedName={name} inForce={inForce} countNow={countNow} />;
            }}
          </Answer>
        </>
      )}
    </Answer>
  );
}
