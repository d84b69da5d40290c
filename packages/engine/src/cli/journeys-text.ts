import type { JourneyGroup, JourneyPath, JourneysResult, JourneyStep, JourneySummary } from '../api/contract.js';
import { durationInWords, lengthInWords } from '../vocabulary/instant.js';
import { pc } from './colors.js';
import { numberText, table, visible } from './table.js';

const BAR = 24;
const PATHS_SHOWN = 10;
const TOUCHES_SHOWN = 10;
/** So many steps are named at which most is lost. */
const STEPS_TO_STEP_IN = 3;
/** A longer way is shown by its beginning and its end. */
const STEPS_SHOWN = 6;

/** The ways from one step to another, for people. */
export function journeysText(result: JourneysResult): string {
  const { journeys, groups, compared } = result;
  if (journeys === 0) return [...head(result), '', 'No journey whose time is over.'].join('\n');
  const parts = [
    head(result),
    ['', pc.bold('Steps, in the order in which they are come by'), stepsText(result)],
    stepInLines(result),
    openLines(result),
    ['', pc.bold('Ways'), ...result.paths.slice(0, PATHS_SHOWN).map((path) => pathLine(path))],
    timeLines(result),
    touchLines('Visits came by', result.touches.channels),
    touchLines('Campaigns', result.touches.campaigns),
    groups.length === 0 ? [] : ['', pc.bold(`By ${visible(result.by ?? '')}`), groupsText(result, groups)],
    compared === null ? [] : comparedLines(result, compared),
  ];
  return parts.flat().join('\n');
}

function head({
  from,
  to,
  within,
  segment,
  members,
  customers,
  journeys,
  reached,
  successRate,
  interval,
  open,
  asOf,
}: JourneysResult): string[] {
  const whom = segment === null ? '' : `, begun in segment ${visible(segment)} (members ${members ?? ''})`;
  const rate = successRate === null ? '' : `: ${percent(successRate)} (${percent(interval[0])} to ${percent(interval[1])})`;
  const still =
    open.journeys === 0
      ? []
      : [
          `${numberText(open.journeys)} more began less than ${durationInWords(within)} ago and are in no figure below; ${numberText(open.reached)} of them are there already.`,
        ];
  return [
    pc.bold(`From “${visible(from)}” to “${visible(to)}” within ${durationInWords(within)}${whom}`),
    `${numberText(journeys)} journeys of ${numberText(customers)} customers, ${numberText(reached)} reached the goal${rate}. As of ${asOf}.`,
    ...still,
  ];
}

function stepsText({ steps, journeys }: JourneySummary): string {
  return table<JourneyStep>(steps, [
    { title: 'step', value: ({ name }) => name },
    { title: 'customers', value: ({ customers }) => customers, right: true },
    { title: 'journeys', value: ({ journeys: by }) => '█'.repeat(Math.max(1, Math.round((BAR * by) / journeys))) },
    { title: 'share', value: ({ journeys: by }) => percent(by / journeys), right: true },
    { title: 'left here', value: ({ dropOff }) => percent(dropOff), right: true },
    { title: 'to the next', value: ({ medianTime }) => timeText(medianTime), right: true },
    { title: 'goal reached', value: ({ successRate }) => percent(successRate), right: true },
    { title: 'times as often as without', value: ({ timesAsOften }) => ratioText(timesAsOften), right: true },
  ]);
}

function ratioText(times: JourneyStep['timesAsOften']): string {
  return times === null ? '–' : `${times.ratio.toFixed(2)} (${times.interval[0].toFixed(2)}–${times.interval[1].toFixed(2)})`;
}

function stepInLines({ stepInAt, steps }: JourneySummary): string[] {
  const note = 'What goes together need not be cause and effect; a holdout tells.';
  if (stepInAt === null) return [note];
  const most = steps.toSorted((one, other) => other.lost - one.lost).slice(0, STEPS_TO_STEP_IN);
  return [
    note,
    '',
    `${pc.bold('Where to step in')}: had those who left there reached the goal as often as those who went on`,
    ...most
      .filter(({ lost }) => lost >= 1)
      .map(
        ({ name, left, lost }) =>
          `  after “${visible(name)}” about ${numberText(Math.round(lost))} more journeys would have reached it; ${numberText(left)} ended there`,
      ),
  ];
}

function openLines({ mostOpenAt, steps }: JourneySummary): string[] {
  const step = steps.find(({ name }) => name === mostOpenAt);
  if (step === undefined) return [];
  return [
    '',
    `${pc.bold('Most open to influence')}, by what happened and not by experiment: “${visible(step.name)}”. ` +
      `${percent(step.successRate)} of those who come by reach the goal, and what happens next settles ${percent(step.decidedHere / step.uncertainty)} of who does.`,
    'Where acting changed it most is told by the effect of campaigns with a holdout.',
  ];
}

function pathLine({ steps, goesOn, share, journeys, successRate, medianTime }: JourneyPath): string {
  const shown =
    steps.length <= STEPS_SHOWN
      ? steps
      : [...steps.slice(0, STEPS_SHOWN - 2), `… ${steps.length - STEPS_SHOWN + 1} more …`, steps.at(-1) ?? ''];
  const way = [...shown, ...(goesOn ? ['…'] : [])].map(visible).join(' → ');
  const after = medianTime === null ? '' : `, half within ${timeText(medianTime)}`;
  return `${percent(share).padStart(7)}  ${way}\n         ${numberText(journeys)} journeys, ${percent(successRate)} then reached the goal${after}`;
}

function timeLines({ timeToGoal }: JourneySummary): string[] {
  const { count, p25, p50, p75, p90, histogram } = timeToGoal;
  if (count === 0) return [];
  const most = Math.max(...histogram.map((bar) => bar.count));
  const rows = histogram.map(({ upTo, count: there }) => ({ upTo, there }));
  return [
    '',
    `${pc.bold('Time to the goal')}: half within ${timeText(p50)}, a quarter within ${timeText(p25)}, three quarters within ${timeText(p75)}, nine in ten within ${timeText(p90)}`,
    table(rows, [
      { title: 'up to', value: ({ upTo }) => lengthInWords(upTo), right: true },
      { title: 'journeys', value: ({ there }) => there, right: true },
      { title: '', value: ({ there }) => '█'.repeat(Math.round((BAR * there) / most)) },
    ]),
  ];
}

function touchLines(title: string, { journeys, touches }: JourneySummary['touches']['channels']): string[] {
  if (touches.length === 0) return [];
  const share = (count: number): string => `${numberText(count)}  ${percent(count / journeys)}`;
  return [
    '',
    `${pc.bold(title)} (${numberText(journeys)} journeys that reached the goal)`,
    table(touches.slice(0, TOUCHES_SHOWN), [
      { title: 'by', value: ({ name }) => name },
      { title: 'first', value: ({ first }) => share(first), right: true },
      { title: 'assisting', value: ({ assisting }) => share(assisting), right: true },
      { title: 'last', value: ({ last }) => share(last), right: true },
      { title: 'any', value: ({ any }) => share(any), right: true },
    ]),
  ];
}

function groupsText({ by, groupsLeftOut, members }: JourneysResult, groups: readonly JourneyGroup[]): string {
  const rows = table<JourneyGroup>(groups, [
    { title: by?.startsWith('segment') === true ? `segment (${members ?? ''})` : (by ?? ''), value: ({ name }) => name ?? '(none)' },
    { title: 'customers', value: ({ customers }) => customers, right: true },
    { title: 'journeys', value: ({ journeys }) => journeys, right: true },
    { title: 'goal reached', value: rateText, right: true },
    { title: 'half within', value: ({ timeToGoal }) => timeText(timeToGoal.p50), right: true },
    { title: 'most are lost at', value: ({ stepInAt }) => stepInAt ?? '–' },
  ]);
  return groupsLeftOut === 0 ? rows : `${rows}\n${numberText(groupsLeftOut)} smaller groups are left out.`;
}

function comparedLines(result: JourneysResult, compared: NonNullable<JourneysResult['compared']>): string[] {
  const line = (summary: JourneySummary, { since, until }: { readonly since: string | null; readonly until: string | null }): string =>
    `begun ${since ?? 'ever'} to ${until ?? 'now'}: ${numberText(summary.journeys)} journeys, ${rateText(summary)} reached the goal, half within ${timeText(summary.timeToGoal.p50)}`;
  return ['', pc.bold('Compared'), line(result, result), line(compared, compared)];
}

function rateText({ successRate, interval }: JourneySummary): string {
  return successRate === null ? '–' : `${percent(successRate)} (${percent(interval[0])} to ${percent(interval[1])})`;
}

function timeText(length: number | null): string {
  // Of more than a second nobody asks for the milliseconds.
  return length === null ? '–' : lengthInWords(length < 1_000 ? length : Math.round(length / 1_000) * 1_000);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
