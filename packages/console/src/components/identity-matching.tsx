import type { Matching } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { isAtWork, matchingQuery, useLearn } from '../api/identity-queries.js';
import { count, decimal } from '../format/number.js';
import { identityPageTexts } from '../texts/identity-page-en.js';
import { Answer } from './answer.js';
import { Badge, type Tone } from './badge.js';
import { Empty } from './empty.js';
import { IdentityModel } from './identity-model.js';
import { Panel } from './panel.js';
import { PersonField } from './person-field.js';
import { ProblemBox } from './problem-box.js';

const texts = identityPageTexts.matching;

/** How matching stands, what it has learned, and how to have it learn. */
export function IdentityMatching() {
  const matching = useQuery(matchingQuery);
  return (
    <Answer of={matching} lines={8}>
      {(data) => (
        <>
          <Standing matching={data} />
          {data.model !== null && <IdentityModel model={data.model} />}
        </>
      )}
    </Answer>
  );
}

const TONES: Readonly<Record<Matching['state'], Tone>> = {
  undefined: 'plain',
  noModel: 'moment',
  starting: 'accent',
  learning: 'accent',
  matching: 'accent',
  live: 'good',
  failed: 'bad',
};

function Standing({ matching }: { matching: Matching }) {
  const { state, title, matching: name, failure } = matching;
  return (
    <Panel
      title={title ?? name ?? texts.title}
      aside={
        <span role="status">
          <Badge tone={TONES[state]}>{texts.states[state]}</Badge>
        </span>
      }
    >
      {state === 'undefined' ? (
        <Empty title={texts.undefinedTitle}>
          <p>{texts.undefinedText}</p>
          <pre className="identity-example" tabIndex={0}>
            <code>{texts.example}</code>
          </pre>
        </Empty>
      ) : (
        <>
          {failure !== null && <p className="alarm">{failure}</p>}
          {state === 'noModel' && <p className="identity-lead">{texts.noModelText}</p>}
          <Figures matching={matching} />
          <Learn matching={matching} />
        </>
      )}
    </Panel>
  );
}

function Figures({ matching }: { matching: Matching }) {
  const { drift } = matching;
  return (
    <>
      <dl className="facts identity-facts">
        {(['records', 'waiting', 'links', 'suggestions'] as const).map((key) => (
          <div key={key}>
            <dt>{texts.facts[key]}</dt>
            <dd>{count(matching[key])}</dd>
          </div>
        ))}
        {drift !== null && (
          <div>
            <dt>{texts.facts.drift}</dt>
            <dd>
              {texts.verdict[drift.verdict]} ({decimal(drift.index)})
            </dd>
          </div>
        )}
      </dl>
      {drift !== null && <p className="dim card-note">{texts.verdictText[drift.verdict]}</p>}
    </>
  );
}

function Learn({ matching }: { matching: Matching }) {
  const learn = useLearn();
  const isBusy = learn.isPending || isAtWork(matching);
  return (
    <form
      className="definition-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) learn.mutate();
      }}
    >
      <PersonField />
      <p className="definition-actions">
        <button type="submit" className={matching.model === null ? 'button button-strong' : 'button'} aria-disabled={isBusy}>
          {matching.state === 'learning' ? texts.learning : matching.model === null ? texts.learn : texts.learnAgain}
        </button>
      </p>
      {learn.error && <ProblemBox error={learn.error} />}
    </form>
  );
}
