import { useQuery } from '@tanstack/react-query';
import { definitionQuery, draftQuery } from '../api/definition-queries.js';
import { Answer } from './answer.js';
import { DefinitionEditor } from './definition-editor.js';
import { DraftsOfKind } from './drafts-of-kind.js';
import { NotFound } from './not-found.js';

/** A moment's definition being worked on: the draft that there is with what it would have found, and the text to go on with. */
export function MomentEdit({ name }: { name: string }) {
  const definition = useQuery(definitionQuery('moment', name));
  const isDraft = definition.data === null || (definition.data !== undefined && definition.data.draft !== null);
  const draft = useQuery({ ...draftQuery('moment', name), enabled: isDraft });
  const saved = isDraft ? draft.data : null;
  return (
    <>
      <DraftsOfKind kind="moment" name={name} />
      <Answer<unknown> of={saved === undefined && definition.data !== undefined ? draft : definition} lines={8}>
        {() => {
          const newest = definition.data ?? null;
          const begunWith = saved?.definition ?? newest?.definition;
          if (begunWith === undefined) return <NotFound />;
          const inForce = newest?.inForce === true ? newest.definition : undefined;
          return <DefinitionEditor kind="moment" begunWith={begunWith} fixedName={name} inForce={inForce} countNow={undefined} />;
        }}
      </Answer>
    </>
  );
}
