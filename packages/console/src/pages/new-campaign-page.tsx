import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { segmentsQuery } from '../api/queries.js';
import { Answer } from '../components/answer.js';
import { CampaignForm } from '../components/campaign-form.js';
import { DefinitionEditor } from '../components/definition-editor.js';
import { PageTitle } from '../components/page-title.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';

/** What a new campaign begins with: a segment that there is, approval, and some who are held out. */
const BEGINNING = {
  kind: 'campaign',
  name: 'new_campaign',
  title: 'What it is for',
};
const REST = {
  purpose: 'marketing',
  cap: { times: 1, within: '7d' },
  holdout: 0.1,
  goal: { performed: 'Order Completed', within: '7d' },
  approval: true,
  channel: { webhook: { url: 'https://example.com/hook' } },
  message: { text: 'Hello {{ customer.traits.name | default: "you" }}' },
};

/** Begins a campaign: written, seen beside whom it would reach, and kept as a draft under the name that it says. */
export function NewCampaignPage() {
  const navigate = useNavigate();
  const segments = useQuery(segmentsQuery);
  return (
    <>
      <PageTitle title={texts.begin}>{texts.beginLead}</PageTitle>
      <Answer of={segments} lines={8}>
        {(data) => (
          <DefinitionEditor
            kind="campaign"
            begunWith={{ ...BEGINNING, trigger: { entered: data.segments[0]?.name ?? 'SEGMENT' }, ...REST }}
            fixedName={undefined}
            inForce={undefined}
            countNow={undefined}
            form={CampaignForm}
            onSaved={(name) => void navigate({ to: '/campaigns/$name', params: { name }, search: { show: 'edit' } })}
          />
        )}
      </Answer>
    </>
  );
}
