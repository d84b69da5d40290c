import { customersIn, type EventColumns } from './event-columns.js';
import type { Discovery, DiscoveryQuestion, Finding, Population } from './finding.js';
import { columnsOfWay, customersOnSide, OwnScreening, type Screened, type Screening, type ScreeningOptions } from './screening.js';
import { plainStep, type Situation } from './situation.js';
import { situationInWords } from './wording.js';

/** With fewer goals than this in all, nothing is looked for. */
const LEAST_GOALS = 30;

/** Starts one of the two ways. Whoever is handed it closes it. @param way 1: the halves have changed places */
export type StartScreening = (way: 0 | 1) => Screening;

/** {@link crossScreened} in the caller's own thread, on the columns alone. */
export function discover(
  columns: EventColumns,
  question: DiscoveryQuestion,
  options: Omit<ScreeningOptions, 'completionsOf'>,
): Promise<Discovery> {
  const onShare = sharesOf(options.onShare ?? (() => undefined));
  return crossScreened(
    columns,
    question,
    (way) => new OwnScreening(columnsOfWay(columns, way), question, { ...options, onShare: onShare(way) }),
  );
}

/** Puts together how much of each way is done. */
export function sharesOf(onShare: (share: number) => void): (way: 0 | 1) => (share: number) => void {
  const shares = [0, 0];
  return (way) => (share) => {
    shares[way] = share;
    onShare(shares.reduce((sum, one) => sum + one / shares.length, 0));
  };
}

/**
 * Looks for situations after which a goal comes far more, or far less, often than for comparable customers who were as active then. Each half of the customers is mined
 * once and confirms once what the other half led to, with half of the allowed error either way: Q. Zhao, D. S. Small and P. R. Rosenbaum, "Cross-screening in observational
 * studies that test many hypotheses", Journal of the American Statistical Association 113 (2018) 1070–1084.
 */
export async function crossScreened(columns: EventColumns, question: DiscoveryQuestion, start: StartScreening): Promise<Discovery> {
  const population = populationOf(columns);
  const nothing = { population, candidatesTried: 0, carriedOver: 0, findings: [], setAside: [] };
  if (population.goals < LEAST_GOALS || columns.to - columns.from < 2 * question.horizon) return nothing;
  const screenings: Screening[] = [];
  try {
    for (const way of [0, 1] as const) screenings.push(start(way));
    return { population, ...(await screened(columns, screenings)) };
  } finally {
    await Promise.all(screenings.map((screening) => screening.close()));
  }
}

async function screened(columns: EventColumns, screenings: readonly Screening[]): Promise<Omit<Discovery, 'population'>> {
  const restatements = new Map<number, string>();
  for (const told of await Promise.all(screenings.map((screening) => screening.restatements())))
    for (const { name, why } of told) restatements.set(name, why);
  const found = await Promise.all(screenings.map((screening) => screening.find([...restatements.keys()])));
  const { findings, folded } = await foldedTogether(screenings, found);
  const restating = [...restatements].map(([name, why]) => ({
    words: situationInWords(columns, { steps: [plainStep(name)], within: null }),
    why,
  }));
  const aside = new Map([...restating, ...found.flatMap(({ setAside }) => setAside)].map((one) => [one.words, one]));
  for (const { words } of [...findings, ...folded]) aside.delete(words);
  return {
    candidatesTried: found.reduce((sum, { tried }) => sum + tried, 0),
    carriedOver: found.reduce((sum, { carried }) => sum + carried, 0),
    findings,
    setAside: [...aside.values()],
  };
}

/** All findings, the strongest first. What was found both ways is told once, and so is what one of the others explains; those of its own way were taken out when it was tested. */
async function foldedTogether(
  screenings: readonly Screening[],
  found: readonly Screened[],
): Promise<{ readonly findings: readonly Finding[]; readonly folded: readonly Finding[] }> {
  const all = screenings.flatMap((screening, way) =>
    (found[way] as Screened).confirmed.map(({ finding, situation }, place) => ({ finding, situation, place, screening })),
  );
  all.sort((left, right) => strength(right.finding) - strength(left.finding));
  const kept: typeof all = [];
  const folded: Finding[] = [];
  for (const one of all) {
    const others: Situation[] = kept.flatMap(({ screening, situation }) => (screening === one.screening ? [] : [situation]));
    if (others.length > 0 && (await one.screening.isExplained(one.place, others))) folded.push(one.finding);
    else kept.push(one);
  }
  return { findings: kept.map(({ finding }) => finding), folded };
}

function populationOf(columns: EventColumns): Population {
  const { times, goals, from, to } = columns;
  const customers = customersIn(columns);
  const [mined, confirmedOn] = ([1, 0] as const).map((side) => customersOnSide(columnsOfWay(columns, 0), side).length) as [number, number];
  const reached = goals.reduce((sum, goal) => sum + goal, 0);
  return { customers, mined, confirmedOn, events: times.length, goals: reached, from, to };
}

/** How far from none the effect is at least, by its interval. */
function strength({ interval: [low, high], lift }: Finding): number {
  return lift >= 1 ? Math.log(low) : -Math.log(high);
}
