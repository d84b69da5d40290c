import type { Preview } from '@cusp/engine/contract';
import { useId } from 'react';
import { count, share } from '../format/number.js';
import { texts as common } from '../texts/en.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { CampaignPreview } from './campaign-preview.js';
import { CustomerLink } from './customer-link.js';
import { Panel } from './panel.js';
import { ProblemBox } from './problem-box.js';
import type { CheckedDefinition } from './use-checked-definition.js';
import { When } from './when.js';

const texts = definitionTexts.preview;

/** How good an estimate is, and how far the exact count. */
function Estimate({ preview: { interval = [], asked = 0, share: done = 0 } }: { preview: Preview }) {
  const [low = 0, high = 0] = interval;
  return (
    <p className="dim">
      {texts.between(low, high)} · {texts.estimated(asked)} · {texts.counting(share(done))}
    </p>
  );
}

/** What publishing what is written would give. */
export function DefinitionPreview({ checked, countNow }: { checked: CheckedDefinition; countNow: number | undefined }) {
  const { preview, error, definition } = checked;
  const id = useId();
  return (
    <Panel title={texts.title}>
      <p role="status" className="dim">
        {statusOf(checked)}
      </p>
      {error !== null && <ProblemBox error={error} />}
      {definition?.['kind'] === 'campaign' && <CampaignPreview of={{ definition }} />}
      {definition?.['kind'] === 'moment' && <p>{texts.moment}</p>}
      {preview && (
        <>
          <p className="figure-value">{preview.estimate ? texts.about(preview.count) : count(preview.count)}</p>
          {preview.estimate && <Estimate preview={preview} />}
          <p className="dim">
            {!preview.estimate && `${texts.would(preview.count, preview.total)} · `}
            {!preview.estimate && countNow !== undefined && `${texts.against(preview.count - countNow)} · `}
            {common.segments.asOf} <When at={preview.asOf} />
          </p>
          <p className="words">{preview.words}</p>
          {preview.sample.length > 0 && (
            <>
              <h3 id={id}>{texts.sample}</h3>
              <ul className="chips" aria-labelledby={id}>
                {preview.sample.map(({ customerId, identifiers }) => (
                  <li key={customerId}>
                    <CustomerLink customerId={customerId} identifiers={identifiers} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Panel>
  );
}

function statusOf({ isChecking, problems, warnings }: CheckedDefinition): string {
  const { checking, problems: wrong, warnings: doubtful, fine } = definitionTexts.editor;
  if (isChecking) return checking;
  if (problems.length > 0) return wrong(problems.length);
  return warnings.length > 0 ? doubtful(warnings.length) : fine;
}
