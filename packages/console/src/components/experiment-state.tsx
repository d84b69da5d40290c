import type { ExperimentEffect, ExperimentItem } from '@cusp/engine/contract';
import { effectText } from '../format/effect-value.js';
import { experimentTexts as texts } from '../texts/experiments-en.js';
import { Badge, type Tone } from './badge.js';

const TONES: Record<ExperimentItem['status'], Tone> = { draft: 'plain', running: 'good', stopped: 'moment' };
const VERDICTS: Record<ExperimentEffect['decided'], Tone> = {
  higher: 'accent',
  lower: 'accent',
  undecided: 'plain',
  'not enough data': 'plain',
  mismatch: 'bad',
};

/** Whether an experiment runs. */
export function ExperimentStateBadge({ status }: Pick<ExperimentItem, 'status'>) {
  return <Badge tone={TONES[status]}>{texts.status[status]}</Badge>;
}

/** What was decided about an effect, in a word. */
export function VerdictBadge({ decided }: Pick<ExperimentEffect, 'decided'>) {
  return <Badge tone={VERDICTS[decided]}>{texts.decided[decided]}</Badge>;
}

/** An effect in figures: the estimate, and between which it lies. */
export function EffectFigures({
  effect: { kind, estimate, interval },
}: {
  effect: Pick<ExperimentEffect, 'kind' | 'estimate' | 'interval'>;
}) {
  if (estimate === null || interval === null) return null;
  return (
    <>
      <strong>{effectText(kind, estimate)}</strong>{' '}
      <span className="dim">
        ({effectText(kind, interval[0])} … {effectText(kind, interval[1])})
      </span>
    </>
  );
}
