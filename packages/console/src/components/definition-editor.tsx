import type { Draft } from '@cusp/engine/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { put } from '../api/client.js';
import type { EditedKind } from '../api/definition-queries.js';
import type { Written } from '../format/definition-change.js';
import { type LineProblem, readDefinition } from '../format/definition-text.js';
import { toYaml } from '../format/yaml.js';
import { type DefinitionView, definitionView } from '../session/definition-view.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { DefinitionPreview } from './definition-preview.js';
import { NeedsRole } from './needs-role.js';
import { Panel } from './panel.js';
import { PersonField } from './person-field.js';
import { ProblemBox } from './problem-box.js';
import { ReasonField } from './reason-field.js';
import { useUndoable } from './use-undoable.js';
import { type CheckedDefinition, useCheckedDefinition } from './use-checked-definition.js';
import { LineProblems, YamlField } from './yaml-field.js';

const texts = definitionTexts.editor;

/** What a form of a definition is given: what is written now, and a way to write something else. */
export interface DefinitionFormProps {
  readonly definition: Written;
  readonly onChange: (definition: Written) => void;
  /** The name that it has to keep; undefined for one that is begun. */
  readonly fixedName: string | undefined;
  /** What is wrong with what was written when it was checked last. */
  readonly problems: readonly LineProblem[];
}

/** A form beside the YAML: both write the same definition. */
export type DefinitionForm = (props: DefinitionFormProps) => ReactNode;

/**
 * A definition to be written: checked at every pause, kept as a draft when it is in order.
 * @param fixedName the name that it has to keep; undefined for one that is begun
 * @param inForce what the version in force says, to come back to
 * @param form a form for who does not want to write YAML; absent: there is none
 */
export function DefinitionEditor({
  kind,
  begunWith,
  fixedName,
  inForce,
  countNow,
  onSaved,
  form,
}: {
  kind: EditedKind;
  begunWith: object;
  fixedName: string | undefined;
  inForce: object | undefined;
  countNow: number | undefined;
  onSaved?: (name: string) => void;
  form?: DefinitionForm | undefined;
}) {
  const { text, setText, undo } = useUndoable(() => toYaml(begunWith));
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
        <NeedsRole role="editor">
          <form
            className="definition-form"
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate();
            }}
          >
            {form === undefined ? (
              <YamlField text={text} problems={checked.problems} warnings={checked.warnings} onChange={setText} />
            ) : (
              <FormOrYaml form={form} text={text} checked={checked} fixedName={fixedName} onChange={setText} />
            )}
            <ReasonField label={texts.note} value={note} onChange={setNote} />
            <PersonField />
            <p className="definition-actions">
              <button type="submit" className="button button-strong" disabled={definition === undefined || save.isPending}>
                {save.isPending ? texts.saving : texts.save}
              </button>
              {undo && (
                <button type="button" className="button" onClick={undo}>
                  {texts.undo}
                </button>
              )}
              {inForce !== undefined && (
                <button type="button" className="button" onClick={() => setText(toYaml(inForce))}>
                  {texts.reset}
                </button>
              )}
            </p>
            {save.error && <ProblemBox error={save.error} />}
          </form>
        </NeedsRole>
      </Panel>
      <DefinitionPreview checked={checked} countNow={countNow} />
    </div>
  );
}

/** The same definition as a form or as YAML. What the form does not know of stays as it is written; a text that cannot be read is YAML only. */
function FormOrYaml({
  form: Form,
  text,
  checked,
  fixedName,
  onChange,
}: {
  form: DefinitionForm;
  text: string;
  checked: CheckedDefinition;
  fixedName: string | undefined;
  onChange: (text: string) => void;
}) {
  const [view, setView] = useState(definitionView.liked);
  const choose = (liked: DefinitionView) => {
    setView(liked);
    definitionView.like(liked);
  };
  const { definition } = useMemo(() => readDefinition(text), [text]);
  const isForm = view === 'form' && definition !== undefined;
  return (
    <>
      <div className="tabs tabs-small" role="group" aria-label={texts.views}>
        {(['form', 'yaml'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={one === (isForm ? 'form' : 'yaml')} onClick={() => choose(one)}>
            {texts.view[one]}
          </button>
        ))}
      </div>
      {view === 'form' && definition === undefined && <p className="stale">{texts.noForm}</p>}
      {isForm ? (
        <>
          {/^\s*#/m.test(text) && <p className="stale">{texts.comments}</p>}
          <Form
            definition={definition}
            fixedName={fixedName}
            problems={checked.problems}
            onChange={(changed) => onChange(toYaml(changed))}
          />
          <div aria-live="polite">
            <LineProblems of={checked.problems} className="yaml-problems" />
            <LineProblems of={checked.warnings} className="yaml-problems yaml-warnings" />
          </div>
        </>
      ) : (
        <YamlField text={text} problems={checked.problems} warnings={checked.warnings} onChange={onChange} />
      )}
    </>
  );
}
