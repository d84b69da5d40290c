import type { ExperimentItem, ExperimentResults } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { experimentResultsQuery, experimentsQuery } from '../api/experiment-queries.js';
import { Answer } from '../components/answer.js';
import { Badge } from '../components/badge.js';
import { DraftsOfKind } from '../components/drafts-of-kind.js';
import { EffectForest } from '../components/effect-forest.js';
import { Empty } from '../components/empty.js';
import { EffectFigures, ExperimentStateBadge } from '../components/experiment-state.js';
import { PageTitle } from '../components/page-title.js';
import { Prose } from '../components/prose.js';
import { effectText } from '../format/effect-value.js';
import { daysRun, primaryEffects } from '../format/experiment-next.js';
import { share } from '../format/number.js';
import { plainName } from '../format/value.js';
import { experimentTexts as texts } from '../texts/experiments-en.js';

/** Every experiment: whether it runs, its variants, and what its first metric shows. */
export function ExperimentsPage() {
  const experiments = useQuery(experimentsQuery);
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <p className="page-actions">
        <Link to="/new-experiment" className="button">
          {texts.begin}
        </Link>
      </p>
      <DraftsOfKind kind="experiment" />
      <Answer of={experiments} lines={8}>
        {(data) =>
          data.experiments.length === 0 ? (
            <Empty title={texts.none}>
              <Prose text={texts.noneText} />
            </Empty>
          ) : (
            <ul className="cards">
              {data.experiments.map((experiment) => (
                <ExperimentCard key={experiment.name} experiment={experiment} />
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}

function ExperimentCard({ experiment }: { experiment: ExperimentItem }) {
  const { name, title, status, variants, control } = experiment;
  const results = useQuery({ ...experimentResultsQuery(name), enabled: status !== 'draft' });
  return (
    <li className="card campaign-card">
      <div>
        <h2>
          <Link to="/experiments/$name" params={{ name }} className="segment-link">
            {plainName(name)}
          </Link>{' '}
          <ExperimentStateBadge status={status} />
        </h2>
        {title && <p>{title}</p>}
        <ul className="chips">
          {variants.map((variant) => (
            <li key={variant.name}>
              <Badge tone={variant.name === control ? 'plain' : 'accent'}>
                {plainName(variant.name)} {share(variant.share)}
              </Badge>
            </li>
          ))}
        </ul>
      </div>
      <div>{status !== 'draft' && <Answer of={results}>{(data) => <Shown results={data} />}</Answer>}</div>
    </li>
  );
}

function Shown({ results }: { results: ExperimentResults }) {
  const { experiment, exposed, srm } = results;
  const days = daysRun(experiment, results);
  const effects = primaryEffects(experiment, results);
  const [primary] = experiment.metrics;
  if (days === undefined) return <p className="dim">{texts.notShown}</p>;
  return (
    <>
      <p>
        {texts.exposed(exposed)} {texts.running(days)} ·{' '}
        <Badge tone={srm.mismatch ? 'bad' : 'good'}>{srm.mismatch ? texts.srmShort.off : texts.srmShort.fine}</Badge>
      </p>
      {effects.map((effect) => (
        <p key={effect.arm}>{texts.verdict[effect.decided](plainName(effect.arm), plainName(effect.metric))}</p>
      ))}
      {primary && (
        <EffectForest
          format={(value) => effectText(primary.kind, value)}
          rows={effects.map((effect) => ({
            key: effect.arm,
            label: plainName(effect.arm),
            estimate: effect.estimate,
            interval: effect.interval,
            said: <EffectFigures effect={effect} />,
          }))}
        />
      )}
    </>
  );
}
