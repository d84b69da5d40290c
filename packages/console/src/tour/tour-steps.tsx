import { Link } from '@tanstack/react-router';
import { Icon } from '../components/icon.js';
import { Panel } from '../components/panel.js';
import { tourTexts as texts } from '../texts/tour-en.js';
import { type Step, STEPS } from './tour-progress.js';

/** What there is to see, in order; what was seen is marked by itself. */
export function TourSteps({ done, campaign }: { done: ReadonlySet<Step>; campaign: string }) {
  const next = STEPS.find((step) => !done.has(step));
  return (
    <Panel title={texts.steps} aside={<span className="dim">{texts.progress(done.size, STEPS.length)}</span>}>
      <ol className="checks tour-steps">
        {STEPS.map((step) => {
          const [title, text] = texts.step[step];
          return (
            <li key={step} className={done.has(step) ? 'check-passed' : 'check-missing'} aria-current={step === next ? 'step' : undefined}>
              <Icon name={done.has(step) ? 'check' : 'missing'} />
              <span>
                <span className="visually-hidden">{done.has(step) ? texts.done : texts.open} </span>
                <strong>{title}</strong>
                <span className="check-detail">
                  {text} <Way step={step} campaign={campaign} />
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

/** The way to where a step is taken, when it is elsewhere. */
function Way({ step, campaign }: { step: Step; campaign: string }) {
  if (step === 'asked') return <Link to="/discover">{texts.toAsk}</Link>;
  if (step === 'adopted') return <Link to="/moments">{texts.toAdopt}</Link>;
  if (step === 'proof')
    return (
      <Link to="/campaigns/$name" params={{ name: campaign }}>
        {texts.toProof}
      </Link>
    );
  return null;
}
