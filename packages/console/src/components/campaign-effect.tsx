import type { CampaignEffect } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { campaignEffectQuery } from '../api/campaign-queries.js';
import { effectText } from '../format/effect-value.js';
import { share } from '../format/number.js';
import { plainName } from '../format/value.js';
import { campaignTexts as texts } from '../texts/campaigns-en.js';
import { experimentTexts } from '../texts/experiments-en.js';
import { Answer } from './answer.js';
import { Badge } from './badge.js';
import { EffectOverTime } from './effect-over-time.js';
import { Panel } from './panel.js';
import { When } from './when.js';

const points = (value: number) => effectText('proportion', value);
const TONES = { higher: 'accent', lower: 'accent', undecided: undefined, 'not enough data': undefined, mismatch: 'bad' } as const;

/** What a campaign changed: those it reached beside those it held out. */
export function CampaignEffectPanel({ campaign }: { campaign: string }) {
  const effect = useQuery(campaignEffectQuery(campaign));
  return (
    <Panel title={texts.title(plainName(campaign))} className="effect" aside={effect.data && <When at={effect.data.asOf} />}>
      <Answer of={effect} lines={4}>
        {(data) => <Effect effect={data} />}
      </Answer>
    </Panel>
  );
}

function Effect({ effect }: { effect: CampaignEffect }) {
  const { goal, within, arms, decided, changed, interval, estimate } = effect;
  const tone = TONES[decided];
  const highest = Math.max(...arms.map((arm) => arm.share ?? 0), 0.01);
  return (
    <>
      <p className="effect-verdict">
        <Badge {...(tone !== undefined && { tone })}>{texts.decided[decided](goal)}</Badge>
      </p>
      <p className="dim">{texts.counts(goal, within)}</p>
      <dl className="effect-arms">
        {arms.map((arm) => (
          <div key={arm.name}>
            <dt>{texts.arm[arm.name]}</dt>
            <dd>
              <svg className="effect-bar" aria-hidden="true">
                <rect width={`${((arm.share ?? 0) / highest) * 100}%`} height="100%" rx="4" />
              </svg>
              <strong>{arm.share === null ? '–' : share(arm.share)}</strong>
              <span className="dim">{texts.did(arm.withGoal, arm.customers)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {estimate !== null && interval !== null && <Difference estimate={estimate} interval={interval} />}
      {interval === null && <p className="dim">{texts.tooFew}</p>}
      {changed !== null && decided !== 'mismatch' && decided !== 'undecided' && (
        <p>{texts.changed(Math.round(changed.customers), Math.round(changed.interval[0]), Math.round(changed.interval[1]))}</p>
      )}
      <p className="dim effect-rests">{restsOn(effect)}</p>
      {effect.series.length > 0 && (
        <>
          <h3>{experimentTexts.over}</h3>
          <EffectOverTime series={effect.series} label={texts.overLabel(goal)} format={points} />
        </>
      )}
    </>
  );
}

/** The difference with its interval, on a line that has no effect in its middle. */
function Difference({ estimate, interval: [low, high] }: { estimate: number; interval: readonly [number, number] }) {
  const reach = Math.max(Math.abs(low), Math.abs(high)) * 1.15;
  const place = (value: number) => ((value / reach + 1) / 2) * 100;
  return (
    <div className="effect-difference">
      <p>
        {texts.difference}: <strong>{texts.points(estimate)}</strong> <span className="dim">({texts.range(low, high)})</span>
      </p>
      <svg className="effect-line" aria-hidden="true">
        <line className="effect-zero" x1="50%" x2="50%" y1="0" y2="100%" />
        <rect className="effect-interval" x={`${place(low)}%`} width={`${place(high) - place(low)}%`} y="9" height="6" rx="3" />
        <circle className="effect-point" cx={`${place(estimate)}%`} cy="12" r="6" />
      </svg>
      <p className="effect-zero-word dim" aria-hidden="true">
        {texts.zero}
      </p>
    </div>
  );
}

function restsOn({ arms, assignedByEvents, waiting, crossed, within, method, alpha }: CampaignEffect): string {
  const level = `${Number(((1 - alpha) * 100).toFixed(2))} %`;
  const all = arms.reduce((sum, arm) => sum + arm.customers, 0);
  const parts = [
    texts.rests(all),
    ...(assignedByEvents > 0 ? [texts.elsewhere(assignedByEvents, all)] : []),
    ...(waiting > 0 ? [texts.waiting(waiting, within)] : []),
    ...(crossed > 0 ? [texts.crossed(crossed)] : []),
  ];
  return `${parts.join(' · ')}. ${method === 'sequential' ? texts.watched(level) : texts.once(level)}`;
}
