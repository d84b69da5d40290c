import type { JourneyGroup, JourneySummary, JourneysResult } from '@cusp/engine/contract';
import { stepName } from '../format/journey-step.js';
import { count, share } from '../format/number.js';
import { duration } from '../format/time.js';
import { plainName } from '../format/value.js';
import { journeyTexts as texts } from '../texts/journeys-en.js';

const WIDTH = 480;
const HEIGHT = 120;
const GAP = 4;
const QUANTILES = ['p25', 'p50', 'p75', 'p90'] as const;
const TOUCH_COUNTS = ['first', 'assisting', 'last', 'any'] as const;
/** So many ways are shown. */
const PATHS = 12;

/** How long journeys took that reached the goal. */
export function JourneyTimes({ of: { histogram, ...times } }: { of: JourneySummary['timeToGoal'] }) {
  if (times.count === 0) return <p className="dim">{texts.noTimes}</p>;
  const highest = Math.max(1, ...histogram.map((bar) => bar.count));
  const step = WIDTH / histogram.length;
  return (
    <>
      <figure className="histogram journey-times">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={texts.timeChart}>
          {histogram.map(({ upTo, count: there }, index) => {
            const height = there === 0 ? 0 : Math.max(1.5, (there / highest) * HEIGHT);
            return (
              <rect key={upTo} x={index * step + GAP / 2} y={HEIGHT - height} width={step - GAP} height={height}>
                <title>{texts.bar(duration(upTo), there)}</title>
              </rect>
            );
          })}
        </svg>
        <ol className="journey-bounds dim" aria-hidden="true">
          {histogram.map(({ upTo }) => (
            <li key={upTo}>{duration(upTo)}</li>
          ))}
        </ol>
      </figure>
      <dl className="facts">
        {QUANTILES.map((quantile) => (
          <div key={quantile}>
            <dt>{texts.quantiles[quantile]}</dt>
            <dd>{times[quantile] === null ? '–' : duration(times[quantile])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** What brought the visits. */
export function JourneyTouches({ of: { journeys, touches } }: { of: JourneySummary['touches']['channels'] }) {
  return (
    <>
      <p className="dim">{texts.touchesHint(journeys)}</p>
      <div className="table-scroll" role="group" aria-label={texts.touches} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.touch.name}</th>
              {TOUCH_COUNTS.map((key) => (
                <th key={key} scope="col" className="number">
                  {texts.touch[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {touches.map((touch) => (
              <tr key={touch.name}>
                <th scope="row">{plainName(touch.name)}</th>
                {TOUCH_COUNTS.map((key) => (
                  <td key={key} className="number">
                    {count(touch[key])}
                    <span className="dim line-note">{share(touch[key] / journeys)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The most frequent ways, step by step. */
export function JourneyPaths({ of: { paths } }: { of: JourneySummary }) {
  return (
    <ol className="journey-paths">
      {paths.slice(0, PATHS).map((path) => (
        <li key={path.steps.join('\n')}>
          <p>
            <strong>{share(path.share)}</strong>
            {path.steps.map((step, index) => (
              <span key={`${index} ${step}`} className="journey-path-step">
                {stepName(step)}
              </span>
            ))}
            {path.goesOn && <span className="dim">{texts.pathGoesOn}</span>}
          </p>
          <p className="dim line-note">
            {texts.path(path.journeys, path.successRate)}
            {path.medianTime !== null && ` · ${texts.quantiles.p50.toLowerCase()} ${duration(path.medianTime)}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Groups of journeys side by side. */
export function JourneyGroups({ of: { groups, groupsLeftOut } }: { of: JourneysResult }) {
  return (
    <>
      <div className="table-scroll" role="group" aria-label={texts.groups} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.group}</th>
              <th scope="col" className="number">
                {texts.figures.customers}
              </th>
              <th scope="col" className="number">
                {texts.figures.journeys}
              </th>
              <th scope="col" className="number">
                {texts.figures.rate}
              </th>
              <th scope="col" className="number">
                {texts.figures.half}
              </th>
              <th scope="col">{texts.mostLost}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <GroupRow key={group.name ?? ''} of={group} />
            ))}
          </tbody>
        </table>
      </div>
      {groupsLeftOut > 0 && <p className="dim">{texts.groupsLeftOut(groupsLeftOut)}</p>}
    </>
  );
}

function GroupRow({ of: { name, customers, journeys, successRate, interval, timeToGoal, stepInAt } }: { of: JourneyGroup }) {
  return (
    <tr>
      <th scope="row" className="break">
        {name === null ? texts.groupNone : plainName(name)}
      </th>
      <td className="number">{count(customers)}</td>
      <td className="number">{count(journeys)}</td>
      <td className="number">
        {successRate === null ? '–' : share(successRate)}
        <span className="dim line-note">{texts.interval(interval[0], interval[1])}</span>
      </td>
      <td className="number">{timeToGoal.p50 === null ? '–' : duration(timeToGoal.p50)}</td>
      <td>{stepInAt === null ? '–' : stepName(stepInAt)}</td>
    </tr>
  );
}
