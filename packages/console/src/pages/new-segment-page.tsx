import { useNavigate } from '@tanstack/react-router';
import { BuilderForm } from '../components/builder/builder-form.js';
import { DefinitionEditor } from '../components/definition-editor.js';
import { PageTitle } from '../components/page-title.js';
import { definitionTexts } from '../texts/definitions-en.js';

/** What a new segment begins with: something that can be counted at once. */
const BEGINNING = {
  kind: 'segment',
  name: 'new_segment',
  title: 'Bought in the last 30 days',
  where: { performed: 'Order Completed', within: '30d' },
};

/** Begins a segment: written, counted, and kept as a draft under the name that it says. */
export function NewSegmentPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageTitle title={definitionTexts.begin}>{definitionTexts.beginLead}</PageTitle>
      <DefinitionEditor
        kind="segment"
        begunWith={BEGINNING}
        fixedName={undefined}
        inForce={undefined}
        countNow={undefined}
        form={BuilderForm}
        onSaved={(name) => void navigate({ to: '/segments/$name', params: { name }, search: { show: 'edit' } })}
      />
    </>
  );
}
