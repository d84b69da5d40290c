import type { DiscoverFinding as Finding } from '@cusp/engine/contract';
import type { ForestScale } from '../format/forest-scale.js';
import { decimal, share } from '../format/number.js';
import { duration } from '../format/time.js';
import { toYaml } from '../format/yaml.js';
import { discoverTexts as texts } from '../texts/discover-en.js';
import { DiscoverAdopt } from './discover-adopt.js';
import { ForestBar, type Lift } from './forest-bar.js';
import { Prose } from './prose.js';

/** Below this nobody reads the digits. */
const SMALLEST_Q = 0.0001;

/** A situation after which the goal comes more, or less, often: in words, drawn, and in numbers; to be adopted. */
export function DiscoverFinding({ finding, goal, scale }: { finding: Finding; goal: string; scale: ForestScale }) {
  const { words, occurrences, customers, leadTime, goalRate, controlRate, qValue, minedLift, segment, whole, definition } = finding;
  return (
    <li className="card finding">
      <h3>
        <Prose text={words} />
      </h3>
      <Drawn name={segment === undefined ? undefined : texts.inSegment(segment)} of={finding} scale={scale} />
      {whole && <Drawn name={texts.whole} of={whole} scale={scale} hollow />}
      {segment !== undefined && <BesideWhole here={finding} whole={whole ?? null} />}
      <p>{texts.goalAfter(share(goalRate), share(controlRate))}</p>
      <ul className="finding-facts dim card-note">
        <li>{texts.seen(occurrences, customers)}</li>
        {leadTime.median !== null && <li>{texts.leadTime(duration(leadTime.median))}</li>}
        <li>{texts.qValue(qValue < SMALLEST_Q ? `< ${SMALLEST_Q}` : qValue.toFixed(4))}</li>
        <li>{texts.mined(decimal(minedLift))}</li>
      </ul>
      <details>
        <summary>{texts.definition}</summary>
        <pre tabIndex={0}>{toYaml(definition)}</pre>
      </details>
      <DiscoverAdopt definition={definition} reason={texts.reason(goal, decimal(finding.lift))} />
    </li>
  );
}

function Drawn({ name, of, scale, hollow = false }: { name: string | undefined; of: Lift; scale: ForestScale; hollow?: boolean }) {
  const [low, high] = of.interval;
  return (
    <div className="forest-row">
      <p className="forest-numbers">
        <strong>{texts.times(decimal(of.lift))}</strong> <span className="dim">{texts.interval(decimal(low), decimal(high))}</span>
        {name !== undefined && <span className="dim"> · {name}</span>}
      </p>
      <ForestBar of={of} scale={scale} hollow={hollow} />
    </div>
  );
}

/** What the whole hides, said in words: the picture alone is easily overlooked. */
function BesideWhole({ here, whole }: { here: Lift; whole: Lift | null }) {
  if (whole === null) return <p className="dim">{texts.wholeUnknown}</p>;
  const isClear = whole.interval[0] > 1 || whole.interval[1] < 1;
  if (!isClear) return <p className="stale">{texts.onlyHere}</p>;
  return here.lift > 1 === whole.lift > 1 ? null : <p className="stale">{texts.reversed}</p>;
}
