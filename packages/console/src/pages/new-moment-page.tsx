import { useNavigate } from '@tanstack/react-router';
import { BuilderForm } from '../components/builder/builder-form.js';
import { DefinitionEditor } from '../components/definition-editor.js';
import { PageTitle } from '../components/page-title.js';
import { momentTexts } from '../texts/moments-en.js';

/** What a new moment begins with: something that most shops have. */
const BEGINNING = {
  kind: 'moment',
  name: 'new_moment',
  title: 'Looked at a product again, and did not buy it',
  intent: 'buy',
  feeling: 'neutral',
  pattern: [
    { performed: 'Product Viewed', as: 'first' },
    { without: 'Order Completed' },
    { performed: 'Product Viewed', where: { 'properties.product_id': { sameAs: 'first.properties.product_id' } } },
  ],
  within: '1d',
  cooldown: '1d',
};

/** Begins a moment: written, checked, and kept as a draft under the name that it says. */
export function NewMomentPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageTitle title={momentTexts.begin}>{momentTexts.beginLead}</PageTitle>
      <DefinitionEditor
        kind="moment"
        begunWith={BEGINNING}
        fixedName={undefined}
        inForce={undefined}
        countNow={undefined}
        form={BuilderForm}
        onSaved={(name) => void navigate({ to: '/moments/$name', params: { name }, search: { show: 'edit' } })}
      />
    </>
  );
}
