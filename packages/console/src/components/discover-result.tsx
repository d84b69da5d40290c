import type { DiscoverResult as Result } from '@cusp/engine/contract';
import { forestScale } from '../format/forest-scale.js';
import { share } from '../format/number.js';
import { discoverTexts as texts } from '../texts/discover-en.js';
import { DiscoverFinding } from './discover-finding.js';
import { Empty } from './empty.js';
import { ForestAxis } from './forest-bar.js';
import { Panel } from './panel.js';
import { Prose } from './prose.js';
import { When } from './when.js';

/** What a discovery found, strongest first, on one scale; on how much it rests; and what it set aside. */
export function DiscoverResult({ result }: { result: Result }) {
  const { goal, horizon, segment, members, population, candidatesTried, carriedOver, findings, setAside, sample, memoryBytes } = result;
  const scale = forestScale(findings.flatMap(({ interval, whole }) => (whole ? [interval, whole.interval] : [interval])));
  return (
    <>
      <Panel title={texts.ofGoal(goal, horizon, segment)}>
        <p>{texts.tried(candidatesTried, population.mined, carriedOver, population.confirmedOn)}</p>
        <p className="dim">
          {texts.promise} {texts.data(population.events, population.goals)} <When at={population.from} /> – <When at={population.to} />.
          {members === 'now' && ` ${texts.membersNow}`}
          {sample < 1 && ` ${texts.sample(share(sample))}`}
          {memoryBytes !== null && ` ${texts.memory(Math.ceil(memoryBytes / 1e6))}`}
        </p>
        {findings.length === 0 ? (
          <Empty title={texts.nothing}>{texts.nothingText}</Empty>
        ) : (
          <>
            <div className="forest-head">
              <p className="dim card-note">{texts.chart}</p>
              <p className="dim card-note forest-sides" aria-hidden="true">
                <span>← {texts.less}</span>
                <span>{texts.more} →</span>
              </p>
              <ForestAxis scale={scale} />
            </div>
            <ol className="cards findings">
              {findings.map((finding) => (
                <DiscoverFinding key={finding.words} finding={finding} goal={goal} scale={scale} />
              ))}
            </ol>
          </>
        )}
      </Panel>
      {setAside.length > 0 && (
        <details className="panel">
          <summary>{texts.setAside(setAside.length)}</summary>
          <ul className="lines">
            {setAside.map(({ words, why }) => (
              <li key={`${words} ${why}`}>
                <Prose text={words} />
                <span className="dim line-note">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
