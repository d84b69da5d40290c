import type { MomentExplanation } from '@cusp/engine/contract';
import { Icon } from '../components/icon.js';
import { Panel } from '../components/panel.js';
import { When } from '../components/when.js';
import { plainName } from '../format/value.js';
import { texts } from '../texts/en.js';

/** How far the visitor has come towards a moment, and what keeps it from firing. */
export function MomentSteps({ explanation }: { explanation: MomentExplanation }) {
  const { moment, at, steps, until, reason } = explanation;
  return (
    <Panel title={texts.tour.moment(plainName(moment))}>
      {at !== null && (
        <p>
          {texts.tour.firedAt} <When at={at} />.
        </p>
      )}
      <p className={reason === 'blocked' ? 'moment-blocked' : ''}>
        {reasonWords(explanation)}
        {until !== null && (
          <span className="dim">
            {' '}
            {texts.tour.until} <When at={until} />
          </span>
        )}
      </p>
      {reason !== null && (
        <ol className="checks">
          {steps.map(({ words, event }, place) => (
            // The steps of a pattern keep their places.
            <li key={place} className={event === null ? 'check-missing' : 'check-passed'}>
              <Icon name={event === null ? 'missing' : 'check'} />
              <span>
                <span className="visually-hidden">{event === null ? texts.tour.stepMissing : texts.tour.stepTaken} </span>
                {texts.tour.step(place + 1)}
                <span className="check-detail">{words}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function reasonWords({ reason, steps, blockedBy }: MomentExplanation): string {
  if (reason === null) return texts.tour.nothingSince;
  if (reason === 'blocked') return texts.tour.blocked(blockedBy.map(({ event }) => event));
  return texts.tour.reasons[reason](steps.filter(({ event }) => event !== null).length, steps.length);
}
