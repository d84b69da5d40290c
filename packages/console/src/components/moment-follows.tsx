import type { MomentSummary } from '@cusp/engine/contract';
import { share } from '../format/number.js';
import { duration } from '../format/time.js';
import { momentTexts as texts } from '../texts/moments-en.js';
import { Panel } from './panel.js';

type Follows = MomentSummary['follows'][number];
/** What differs most comes first, and what comes later says little. */
const SHOWN = 8;

/** What customers usually do after a moment, beside what they do otherwise. */
export function MomentFollows({ of }: { of: MomentSummary }) {
  return (
    <Panel title={texts.follows}>
      <p className="dim">{texts.followsNote}</p>
      {of.follows.map((follows) => (
        <Within key={follows.horizon} follows={follows} />
      ))}
    </Panel>
  );
}

function Within({ follows: { horizon, moments, others, few, events } }: { follows: Follows }) {
  const within = texts.followsWithin[horizon] ?? horizon;
  return (
    <div className="follows">
      <h3>{within}</h3>
      {moments === 0 ? (
        <p className="dim">{texts.followsNothing}</p>
      ) : (
        <>
          <p className="dim card-note">
            {texts.looked(moments, others)}
            {few && ` · ${texts.followsFew}`}
          </p>
          <table className="table-stacked">
            <thead>
              <tr>
                <th scope="col">{texts.event}</th>
                <th scope="col">{texts.after}</th>
                <th scope="col">{texts.otherwise}</th>
                <th scope="col">{texts.when}</th>
              </tr>
            </thead>
            <tbody>
              {events.slice(0, SHOWN).map(({ event, share: after, otherwise, medianMs }) => (
                <tr key={event}>
                  <th scope="row">{event}</th>
                  <td data-label={texts.after}>
                    <Share of={after} strong />
                  </td>
                  <td data-label={texts.otherwise}>{otherwise === null ? '–' : <Share of={otherwise} />}</td>
                  <td data-label={texts.when}>{texts.afterTime(duration(medianMs))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}

function Share({ of, strong = false }: { of: number; strong?: boolean }) {
  return (
    <span className="follows-share">
      <span>{share(of)}</span>
      <svg width="64" height="6" aria-hidden="true">
        <rect width="100%" height="6" rx="3" className="follows-track" />
        <rect width={`${of * 100}%`} height="6" rx="3" className={strong ? 'follows-after' : 'follows-otherwise'} />
      </svg>
    </span>
  );
}
