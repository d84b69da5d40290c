import { useNavigate } from '@tanstack/react-router';
import { DefinitionEditor } from '../components/definition-editor.js';
import { ExperimentForm } from '../components/experiment-form.js';
import { PageTitle } from '../components/page-title.js';
import { experimentTexts as texts } from '../texts/experiments-en.js';

/** What a new experiment begins with: two variants of equal weight, one metric, and nobody in it yet. */
const BEGINNING = {
  kind: 'experiment',
  name: 'new_experiment',
  title: 'What it is to show',
  status: 'draft',
  variants: [
    { name: 'control', weight: 1, value: false },
    { name: 'treatment', weight: 1, value: true },
  ],
  control: 'control',
  metrics: [{ name: 'bought', performed: 'Order Completed', within: '7d' }],
};

/** Begins an experiment: filled in as a form or written, and kept as a draft under the name that it says. */
export function NewExperimentPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageTitle title={texts.begin}>{texts.beginLead}</PageTitle>
      <DefinitionEditor
        kind="experiment"
        begunWith={BEGINNING}
        fixedName={undefined}
        inForce={undefined}
        countNow={undefined}
        form={ExperimentForm}
        onSaved={(name) => void navigate({ to: '/experiments/$name', params: { name }, search: { show: 'edit' } })}
      />
    </>
  );
}
