import type { JourneysAnswer } from '../../engine/journey/run-journeys.js';
import type { QuestionProgress } from '../../engine/long-questions.js';
import type { Summary, SummaryStep } from '../../journey/summary.js';
import { durationText, formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { JourneyFlow, JourneysProgress, JourneysResult, JourneyStep, JourneyStepKind, JourneySummary } from '../contract.js';

/** How far an answer is, and what it is. */
export function presentJourneys({ id, status, share, answer, failure }: QuestionProgress<JourneysAnswer>): JourneysProgress {
  return {
    journeysId: id,
    status,
    share,
    result: answer === null ? null : presentAnswer(answer),
    failure: failure === null ? null : { code: failure.code, title: failure.title, detail: failure.message, remedy: failure.remedy },
  };
}

function presentAnswer(answer: JourneysAnswer): JourneysResult {
  const { request, whole, groups, groupsLeftOut, compared } = answer;
  const { from, to, once, period, comparedWith, segment, by, through } = request;
  const kinds = (['events', 'moments', 'channels'] as const).filter((kind: JourneyStepKind) => through[kind]);
  return {
    ...{ from, to, within: durationText(answer.within), through: kinds, once, segment, by },
    ...{ since: instantOf(period.since), until: instantOf(period.until) },
    ...{ members: answer.members, asOf: formatInstant(answer.asOf), open: { ...answer.open } },
    ...presentSummary(whole, answer),
    groups: groups.map((group) => ({ name: group.name, ...presentSummary(group, answer) })),
    groupsLeftOut,
    compared:
      compared === null
        ? null
        : {
            since: instantOf(comparedWith?.since ?? null),
            until: instantOf(comparedWith?.until ?? null),
            ...presentSummary(compared, answer),
          },
  };
}

function instantOf(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

function presentSummary(summary: Summary, answer: JourneysAnswer): JourneySummary {
  const { customers, journeys, reached, interval, depth, pathsInAll, paths, timeToGoal, channels, campaigns, stepInAt } = summary;
  const textOf = (step: number): string => answer.texts[step] as string;
  return {
    ...{ customers, journeys, reached, successRate: journeys === 0 ? null : reached / journeys, interval: [...interval] },
    ...{ depth, pathsInAll },
    paths: paths.map(({ steps, ...path }) => ({
      steps: steps.map(textOf),
      ...path,
      share: path.journeys / journeys,
      successRate: path.reached / path.journeys,
    })),
    steps: summary.steps.map((step) => presentStep(step, answer)),
    flows: summary.flows.map((flow) => presentFlow(flow, textOf)),
    timeToGoal: { count: timeToGoal.count, ...timeToGoal.quantiles, histogram: timeToGoal.histogram.map((bar) => ({ ...bar })) },
    touches: {
      channels: { journeys: channels.journeys, touches: channels.touches.map((touch) => ({ ...touch })) },
      campaigns: { journeys: campaigns.journeys, touches: campaigns.touches.map((touch) => ({ ...touch })) },
    },
    stepInAt: stepInAt === null ? null : textOf(stepInAt),
    mostOpenAt: summary.mostOpenAt === null ? null : textOf(summary.mostOpenAt),
  };
}

function presentStep(
  { step, ratio, journeys, reached, left, examples, ...figures }: SummaryStep,
  { texts, customerIds }: JourneysAnswer,
): JourneyStep {
  return {
    name: texts[step] as string,
    ...figures,
    ...{ journeys, reached, successRate: reached / journeys, left, dropOff: left / journeys },
    timesAsOften: ratio === undefined ? null : { ratio: ratio.ratio, interval: [...ratio.interval] },
    examples: examples.flatMap((customer) => customerIds.get(customer) ?? []),
  };
}

function presentFlow({ position, from, to, journeys }: Summary['flows'][number], textOf: (step: number) => string): JourneyFlow {
  return {
    position,
    from: textOf(from),
    to: typeof to === 'number' ? textOf(to) : null,
    ended: typeof to === 'number' ? null : to,
    journeys,
  };
}
