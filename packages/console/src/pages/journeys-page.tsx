import type { JourneysRequest, JourneysResult } from '@cusp/engine/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { journeysQuery } from '../api/journey-queries.js';
import { Answer } from '../components/answer.js';
import { Empty } from '../components/empty.js';
import { JourneyForm } from '../components/journey-form.js';
import { JourneyGroups, JourneyPaths, JourneyTimes, JourneyTouches } from '../components/journey-parts.js';
import { JourneySankey } from '../components/journey-sankey.js';
import { JourneySteps } from '../components/journey-steps.js';
import { PageTitle } from '../components/page-title.js';
import { Panel } from '../components/panel.js';
import { requestFor } from '../format/journey-question.js';
import { stepName } from '../format/journey-step.js';
import { count, share } from '../format/number.js';
import { duration } from '../format/time.js';
import { journeyTexts as texts } from '../texts/journeys-en.js';

const route = getRouteApi('/journeys');

/** The ways from one event or moment to another. */
export function JourneysPage() {
  const question = route.useSearch();
  const navigate = route.useNavigate();
  const request = requestFor(question);
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <JourneyForm key={JSON.stringify(question)} question={question} onAsk={(search) => void navigate({ search })} />
      {request === undefined ? <Empty title={texts.choose}>{texts.chooseText}</Empty> : <Found request={request} />}
    </>
  );
}

function Found({ request }: { request: JourneysRequest }) {
  const journeys = useQuery(journeysQuery(request));
  return (
    <div aria-busy={journeys.isFetching}>
      <p className="dim" role="status">
        {journeys.isFetching && texts.asking}
      </p>
      <Answer of={journeys} lines={10}>
        {(data) =>
          data.journeys === 0 ? (
            <Empty title={texts.none}>{texts.noneText(texts.withinChoices[data.within] ?? data.within)}</Empty>
          ) : (
            <Parts of={data} />
          )
        }
      </Answer>
    </div>
  );
}

function Parts({ of }: { of: JourneysResult }) {
  const stepIn = of.steps.find(({ name }) => name === of.stepInAt);
  const open = of.steps.find(({ name }) => name === of.mostOpenAt);
  return (
    <>
      <Figures of={of} />
      {of.groups.length > 0 && (
        <Panel title={texts.groups}>
          <JourneyGroups of={of} />
        </Panel>
      )}
      <Panel title={texts.ways}>
        <p className="dim">{texts.waysHint}</p>
        <JourneySankey flows={of.flows} />
      </Panel>
      {stepIn && (
        <Panel title={texts.stepIn}>
          <p>{texts.stepInText(stepName(stepIn.name), stepIn.lost, stepIn.left)}</p>
        </Panel>
      )}
      {open && (
        <Panel title={texts.influence}>
          <p>{texts.openText(stepName(open.name), open.successRate, open.decidedHere / open.uncertainty)}</p>
        </Panel>
      )}
      <Panel title={texts.steps}>
        <p className="dim">{texts.stepsHint}</p>
        <JourneySteps of={of} />
      </Panel>
      <Panel title={texts.paths} aside={<span className="dim">{texts.pathsMore(of.pathsInAll)}</span>}>
        <JourneyPaths of={of} />
      </Panel>
      <Panel title={texts.timeToGoal}>
        <JourneyTimes of={of.timeToGoal} />
      </Panel>
      {of.touches.channels.touches.length > 0 && (
        <Panel title={texts.touches}>
          <JourneyTouches of={of.touches.channels} />
        </Panel>
      )}
      {of.touches.campaigns.touches.length > 0 && (
        <Panel title={texts.campaigns}>
          <JourneyTouches of={of.touches.campaigns} />
        </Panel>
      )}
    </>
  );
}

function Figures({ of }: { of: JourneysResult }) {
  const { customers, journeys, reached, successRate, interval, timeToGoal, open, within, members } = of;
  const figures: readonly (readonly [string, string, string?])[] = [
    [texts.figures.customers, count(customers)],
    [texts.figures.journeys, count(journeys)],
    [texts.figures.reached, count(reached)],
    [texts.figures.rate, successRate === null ? '–' : share(successRate), texts.interval(interval[0], interval[1])],
    [texts.figures.half, timeToGoal.p50 === null ? '–' : duration(timeToGoal.p50)],
  ];
  return (
    <Panel title={`${stepName(of.from)} → ${stepName(of.to)}`} aside={<span className="dim">{texts.withinTime(within)}</span>}>
      <dl className="identity-figures">
        {figures.map(([name, value, note]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              {note !== undefined && <span className="dim line-note">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {open.journeys > 0 && <p className="dim">{texts.open(open.journeys, open.reached, texts.withinChoices[within] ?? within)}</p>}
      {members !== null && <p className="dim">{texts.members[members]}</p>}
    </Panel>
  );
}
