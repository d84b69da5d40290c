import type { JourneyStep, JourneysResult } from '@cusp/engine/contract';
import { stepName } from '../format/journey-step.js';
import { count, decimal, share } from '../format/number.js';
import { duration } from '../format/time.js';
import { journeyTexts as texts } from '../texts/journeys-en.js';
import { CustomerLink } from './customer-link.js';

const HEADS = ['cameBy', 'leftHere', 'next', 'success', 'times'] as const;

/** The steps between beginning and goal: who came by, who left, how long it took, and what goes with success. */
export function JourneySteps({ of: { steps, journeys, stepInAt } }: { of: JourneysResult }) {
  return (
    <div className="table-scroll" role="group" aria-label={texts.steps} tabIndex={0}>
      <table className="journey-steps">
        <thead>
          <tr>
            <th scope="col">{texts.step}</th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="number">
                {texts[head]}
              </th>
            ))}
            <th scope="col">{texts.who}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.name} className={step.name === stepInAt ? 'journey-step-in' : undefined}>
              <th scope="row">
                <span className="break">{stepName(step.name)}</span>
                <meter min={0} max={1} value={step.journeys / journeys} aria-hidden="true" />
              </th>
              <td className="number">
                {count(step.customers)}
                <span className="dim line-note">{share(step.journeys / journeys)}</span>
              </td>
              <td className="number">
                {share(step.dropOff)}
                <span className="dim line-note">{count(step.left)}</span>
              </td>
              <td className="number">{step.medianTime === null ? '–' : duration(step.medianTime)}</td>
              <td className="number">{share(step.successRate)}</td>
              <td className="number">
                <Times of={step.timesAsOften} />
              </td>
              <td className="journey-who">
                {step.examples.map((customerId) => (
                  <CustomerLink key={customerId} customerId={customerId} />
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Times({ of }: { of: JourneyStep['timesAsOften'] }) {
  if (of === null) return '–';
  const [low, high] = of.interval;
  return (
    <>
      {decimal(of.ratio)}
      <span className="dim line-note">
        {decimal(low)} – {decimal(high)}
      </span>
    </>
  );
}
