import { useQuery } from '@tanstack/react-query';
import { definitionQuery, draftQuery } from '../api/definition-queries.js';
import { sourceOf } from '../format/tracking-plan.js';
import { planTexts } from '../texts/plans-en.js';
import { DefinitionEdit } from './definition-edit.js';
import { DefinitionEditor } from './definition-editor.js';
import { DraftsOfKind } from './drafts-of-kind.js';

/** A source as a definition: the draft that there is, and the text to go on with; one that nobody has defined begins with the defaults. */
export function SourceDefinition({ name }: { name: string }) {
  const definition = useQuery(definitionQuery('source', name)).data;
  const draft = useQuery(draftQuery('source', name)).data;
  const isNew = definition === null && draft === null;
  return (
    <>
      <DraftsOfKind kind="source" name={name} />
      {isNew ? (
        <>
          <p className="dim">{planTexts.source.undefinedYet}</p>
          <DefinitionEditor kind="source" begunWith={sourceOf(name)} fixedName={name} inForce={undefined} countNow={undefined} />
        </>
      ) : (
        <DefinitionEdit kind="source" name={name} countNow={undefined} />
      )}
    </>
  );
}
