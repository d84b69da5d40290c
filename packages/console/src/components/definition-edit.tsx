import { useQuery } from '@tanstack/react-query';
import { definitionQuery, draftQuery, type EditedKind } from '../api/definition-queries.js';
import { Answer } from './answer.js';
import { DefinitionEditor, type DefinitionForm } from './definition-editor.js';
import { NotFound } from './not-found.js';

interface Edited {
  readonly kind: EditedKind;
  readonly name: string;
}

/** A definition as it was published last, and the draft of another version; `saved` is undefined while nobody knows, null when there is none. */
export function useDefinitionAndDraft({ kind, name }: Edited) {
  const definition = useQuery(definitionQuery(kind, name));
  const isDraft = definition.data === null || (definition.data !== undefined && definition.data.draft !== null);
  const draft = useQuery({ ...draftQuery(kind, name), enabled: isDraft });
  return { definition, draft, saved: isDraft ? draft.data : null };
}

/** The text of a definition to go on with: the draft's, else that of the newest version. */
export function DefinitionEdit({ kind, name, countNow, form }: Edited & { countNow: number | undefined; form?: DefinitionForm }) {
  const { definition, draft, saved } = useDefinitionAndDraft({ kind, name });
  return (
    <Answer<unknown> of={saved === undefined && definition.data !== undefined ? draft : definition} lines={8}>
      {() => {
        const newest = definition.data ?? null;
        const begunWith = saved?.definition ?? newest?.definition;
        if (begunWith === undefined) return <NotFound />;
        const inForce = newest?.inForce === true ? newest.definition : undefined;
        return <DefinitionEditor kind={kind} begunWith={begunWith} fixedName={name} inForce={inForce} countNow={countNow} form={form} />;
      }}
    </Answer>
  );
}
