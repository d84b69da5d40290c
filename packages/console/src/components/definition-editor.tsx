import type { Draft } from '@cusp/engine/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { put } from '../api/client.js';
import type { EditedKind } from '../api/definition-queries.js';
import { toYaml } from '../format/yaml.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { DefinitionPreview } from './definition-preview.js';
import { Panel } from './panel.js';
import { PersonField } from './person-field.js';
import { ProblemBox } from './problem-box.js';
import { ReasonField } from './reason-field.js';
import { useCheckedDefinition } from './use-checked-definition.js';
import { YamlField } from './yaml-field.js';

const texts = definitionTexts.editor;

/**
 * A definition to be written: checked at every pause, kept as a draft when it is in order.
 * @param fixedName the name that it has to keep; undefined for one that is begun
 * @param inForce what the version in force says, to come back to
 */
export function DefinitionEditor({
  kind,
  begunWith,
  fixedName,
  inForce,
  countNow,
  onSaved,
}: {
  kind: EditedKind;
  begunWith: object;
  fixedName: string | undefined;
  inForce: object | undefined;
  countNow: number | undefined;
  onSaved?: (name: string) => void;
}) {
  const [text, setText] = useState(() => toYaml(begunWith));
  const [note, setNote] = useState('');
  const checked = useCheckedDefinition(kind, text, fixedName);
  const client = useQueryClient();
  const { definition, name } = checked;
  const save = useMutation({
    mutationFn: () =>
      put<Draft>(`/drafts/${kind}/${encodeURIComponent(name)}`, { definition, ...(note.trim() !== '' && { note: note.trim() }) }),
    onSuccess: async () => {
      await Promise.all(
        [
          [kind, name],
          ['drafts', kind],
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
      onSaved?.(name);
    },
  });
  return (
    <div className="segment-grid">
      <Panel title={texts.title}>
        <form
          className="definition-form"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <YamlField text={text} problems={checked.problems} warnings={checked.warnings} onChange={setText} />
          <ReasonField label={texts.note} value={note} onChange={setNote} />
          <PersonField />
          <p className="definition-actions">
            <button type="submit" className="button button-strong" disabled={definition === undefined || save.isPending}>
              {save.isPending ? texts.saving : texts.save}
            </button>
            {inForce !== undefined && (
              <button type="button" className="button" onClick={() => setText(toYaml(inForce))}>
                {texts.reset}
              </button>
            )}
          </p>
          {save.error && <ProblemBox error={save.error} />}
        </form>
      </Panel>
      <DefinitionPreview checked={checked} countNow={countNow} />
    </div>
  );
}
