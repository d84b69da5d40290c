import type { CampaignEffect } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { campaignEffectByQuery } from '../api/campaign-queries.js';
import { segmentsQuery } from '../api/queries.js';
import { effectText } from '../format/effect-value.js';
import { plainName } from '../format/value.js';
import { campaignPageTexts as texts } from '../texts/campaign-pages-en.js';
import { experimentTexts } from '../texts/experiments-en.js';
import { Answer } from './answer.js';
import { EffectForest } from './effect-forest.js';
import { EffectFigures, VerdictBadge } from './experiment-state.js';
import { ChoiceField } from './form-fields.js';
import { Panel } from './panel.js';

const route = getRouteApi('/campaigns/$name');
const points = (value: number) => effectText('proportion', value);

/** Whether those in a segment gain otherwise than the rest; the segment stands in the address. */
export function CampaignBySegment({ campaign }: { campaign: string }) {
  const { by = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const segments = useQuery(segmentsQuery).data?.segments ?? [];
  const effect = useQuery({ ...campaignEffectByQuery(campaign, by), enabled: by !== '' });
  return (
    <Panel title={texts.forWhom}>
      <ChoiceField
        label={texts.bySegment}
        value={by}
        none={texts.noSegment}
        options={segments}
        onChange={(name) => void navigate({ search: name === '' ? {} : { by: name }, replace: true, resetScroll: false })}
      />
      {by !== '' && (
        <Answer of={effect} lines={4}>
          {(data) => <Parts effect={data} />}
        </Answer>
      )}
    </Panel>
  );
}

function Parts({ effect }: { effect: CampaignEffect }) {
  const { by } = effect;
  if (by === undefined) return null;
  const segment = plainName(by.segment);
  const rows = [
    { ...effect, key: 'all', label: experimentTexts.all },
    ...by.parts.map((part) => ({
      ...part,
      key: String(part.inside),
      label: part.inside ? experimentTexts.inside(segment) : experimentTexts.outside(segment),
    })),
  ];
  return (
    <>
      <EffectForest
        format={points}
        rows={rows.map(({ key, label, estimate, interval, decided }) => ({
          key,
          label,
          estimate,
          interval,
          said: (
            <>
              <EffectFigures effect={{ kind: 'proportion', estimate, interval }} /> <VerdictBadge decided={decided} />
            </>
          ),
        }))}
      />
      <p>{differenceWords(segment, by.difference)}</p>
      <p className="dim">{texts.partsText}</p>
    </>
  );
}

function differenceWords(segment: string, difference: NonNullable<CampaignEffect['by']>['difference']): string {
  if (difference === null) return texts.differsUnknown(segment);
  const { estimate, interval } = difference;
  const isApart = interval[0] > 0 || interval[1] < 0;
  return (isApart ? texts.differs : texts.differsNot)(segment, points(estimate), points(interval[0]), points(interval[1]));
}
