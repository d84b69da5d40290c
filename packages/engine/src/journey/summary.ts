import { compareUtf8 } from '../vocabulary/customer.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { Examples } from './examples.js';
import type { Journeys } from './find-journeys.js';
import { type Flow, FlowTally } from './flow-tally.js';
import { GrowingNumbers } from './growing-numbers.js';
import { InfluenceTally, type Openness } from './influence-tally.js';
import { rateInterval } from './intervals.js';
import type { JourneyColumns } from './journey-columns.js';
import { MOST_NODES, PathTree } from './path-tree.js';
import { type StepFigures, StepTally } from './step-tally.js';
import { medianOf, type Times, timesOf } from './times.js';
import { type Touches, TouchTally } from './touches.js';
import { OTHER, type StepNames, Walk, type WalkWishes } from './walk.js';

/** With fewer journeys that leave at a step, it is none to step in at. */
const FEWEST_TO_STEP_IN = 10;
/** With fewer journeys that come by it, nothing is said of how open the outcome is at a step. */
const FEWEST_TO_BE_OPEN = 30;

/** What is summed up, and how. */
export interface SummaryWishes extends WalkWishes {
  readonly within: Milliseconds;
  /** How many ways are told. */
  readonly paths: number;
  /** How many steps of a way are told apart. */
  readonly depth: number;
  /** Orders customers when nothing else does, whatever their numbers. */
  readonly compareCustomers: (left: number, right: number) => number;
  /** Called after some work, so that others get their turn. */
  readonly breathe: () => Promise<void>;
  /** As in {@link PathTree}. */
  readonly mostNodes?: number;
}

/** A way, and those who went it. */
export interface PathFigures {
  readonly steps: readonly number[];
  /** Whether the way goes on beyond the steps that are told apart. */
  readonly goesOn: boolean;
  readonly customers: number;
  readonly journeys: number;
  readonly reached: number;
  /** Milliseconds from the start to the goal; null when nobody reached it. */
  readonly medianTime: number | null;
}

/** A step with what stepping in there could bring. */
export interface SummaryStep extends StepFigures, Openness {
  /**
   * Journeys that would have reached the goal, had those that left here reached it as often as those that went on from here.
   * A bound on what can be won, not a forecast.
   */
  readonly lost: number;
  /** Customers whose journeys ended here without the goal, the latest first. */
  readonly examples: readonly number[];
}

/** What some journeys have in common. */
export interface Summary {
  readonly customers: number;
  readonly journeys: number;
  readonly reached: number;
  /** Of the share of journeys that reach the goal, 95 %, journeys of one customer not counted as independent. */
  readonly interval: readonly [number, number];
  /** The way that was told apart, when there were too many longer ones. */
  readonly depth: number;
  /** The most frequent first. */
  readonly paths: readonly PathFigures[];
  /** How many different ways there are. */
  readonly pathsInAll: number;
  /** In the order in which journeys come by them first, on the mean. */
  readonly steps: readonly SummaryStep[];
  readonly flows: readonly Flow[];
  readonly timeToGoal: Times;
  readonly channels: Touches;
  readonly campaigns: Touches;
  /** The step at which most would-be successes are lost; null when nowhere enough are. */
  readonly stepInAt: number | null;
  /** The step at which most is decided: the outcome is uncertain, and moves fast. By what happened, not by experiment; null when too few came by any. */
  readonly mostOpenAt: number | null;
}

/** Sums some journeys up. @param chosen which, in ascending order */
export async function summarize(
  columns: JourneyColumns,
  journeys: Journeys,
  chosen: Int32Array,
  names: StepNames,
  wishes: SummaryWishes,
): Promise<Summary> {
  const width = names.texts.length;
  const steps = new StepTally(width);
  const flows = new FlowTally(width);
  const influence = new InfluenceTally(width);
  const channels = new TouchTally(columns, columns.channels);
  const campaigns = new TouchTally(columns, columns.campaigns);
  const examples = new Examples(width, wishes.compareCustomers);
  const lengths = new GrowingNumbers();
  const walk = new Walk(columns, names, wishes);
  for (const [index, journey] of chosen.entries()) {
    const customer = journeys.customers[journey] as number;
    const startedAt = columns.times[journeys.firsts[journey] as number] as number;
    const reachedAt = journeys.reachedAt[journey] as number;
    const reached = !Number.isNaN(reachedAt);
    walk.along(journeys, journey);
    steps.count(walk, { customer, startedAt, reachedAt });
    flows.count(walk.steps, reached);
    influence.count(walk.steps, reached);
    if (reached) {
      lengths.push(reachedAt - startedAt);
      channels.count(journeys, journey);
      campaigns.count(journeys, journey);
    } else if (walk.steps.length > 0) examples.add(walk.steps.at(walk.steps.length - 1), customer, walk.times.at(walk.times.length - 1));
    if (index % 256 === 0) await wishes.breathe();
  }
  const { customers, ...all } = steps.all();
  const told = steps.figures().map((figures) => ({
    ...figures,
    ...influence.opennessOf(figures.step),
    lost: lostAt(figures),
    examples: examples.of(figures.step),
  }));
  const ways = await countPaths(journeys, chosen, { walk, width, columns }, wishes);
  return {
    customers,
    journeys: all.n,
    reached: all.y,
    interval: rateInterval(all),
    ...ways,
    steps: told.sort((left, right) => left.position - right.position || compareTexts(names, left.step, right.step)),
    flows: flows.flows(),
    timeToGoal: timesOf(lengths.numbers(), wishes.within),
    channels: channels.touches(),
    campaigns: campaigns.touches(),
    stepInAt: stepInAt(told, names),
    mostOpenAt: mostOpenAt(told, names),
  };
}

function compareTexts({ texts }: StepNames, left: number, right: number): number {
  return compareUtf8(texts[left] as string, texts[right] as string);
}

function lostAt({ left, reached, journeys }: StepFigures): number {
  const wentOn = journeys - left;
  return wentOn === 0 ? 0 : (left * reached) / wentOn;
}

function stepInAt(steps: readonly SummaryStep[], names: StepNames): number | null {
  const [most] = steps
    .filter(({ left, lost, step }) => step !== OTHER && left >= FEWEST_TO_STEP_IN && lost > 0)
    .sort((one, other) => other.lost - one.lost || compareTexts(names, one.step, other.step));
  return most?.step ?? null;
}

function mostOpenAt(steps: readonly SummaryStep[], names: StepNames): number | null {
  const [most] = steps
    .filter(({ journeys, decidedHere, step }) => step !== OTHER && journeys >= FEWEST_TO_BE_OPEN && decidedHere > 0)
    .sort((one, other) => other.decidedHere - one.decidedHere || compareTexts(names, one.step, other.step));
  return most?.step ?? null;
}

interface Way {
  readonly walk: Walk;
  /** How many different steps there are. */
  readonly width: number;
  readonly columns: JourneyColumns;
}

/** Counts the ways, told apart by fewer steps where there are too many: what is told must not depend on who comes first. */
async function countPaths(
  journeys: Journeys,
  chosen: Int32Array,
  way: Way,
  wishes: SummaryWishes,
): Promise<Pick<Summary, 'paths' | 'pathsInAll' | 'depth'>> {
  for (let { depth } = wishes; ; depth = Math.max(1, Math.floor((2 * depth) / 3))) {
    const tree = new PathTree(way.width, depth, wishes.mostNodes ?? MOST_NODES);
    const nodes = await nodesOf(tree, journeys, chosen, way.walk, wishes.breathe);
    if (nodes !== undefined) return { ...tellPaths(tree, nodes, journeys, chosen, way, wishes.paths), depth };
    if (depth === 1) return { paths: [], pathsInAll: 0, depth: 0 };
  }
}

/** The node of each journey; undefined when there are too many. */
async function nodesOf(
  tree: PathTree,
  journeys: Journeys,
  chosen: Int32Array,
  walk: Walk,
  breathe: () => Promise<void>,
): Promise<Int32Array | undefined> {
  const nodes = new Int32Array(chosen.length);
  for (const [index, journey] of chosen.entries()) {
    const reached = !Number.isNaN(journeys.reachedAt[journey] as number);
    const node = tree.count(walk.along(journeys, journey).steps, journeys.customers[journey] as number, reached);
    if (node === undefined) return undefined;
    nodes[index] = node;
    if (index % 256 === 0) await breathe();
  }
  return nodes;
}

function tellPaths(
  tree: PathTree,
  nodes: Int32Array,
  { firsts, reachedAt }: Journeys,
  chosen: Int32Array,
  { columns }: Way,
  most: number,
): Pick<Summary, 'paths' | 'pathsInAll'> {
  const whole = tree.nodes();
  const chosenNodes = mostFrequent(tree, whole, most);
  const lengths = new Map(chosenNodes.map((node) => [node, new GrowingNumbers()]));
  for (const [index, journey] of chosen.entries()) {
    const reached = reachedAt[journey] as number;
    if (!Number.isNaN(reached)) lengths.get(nodes[index] as number)?.push(reached - (columns.times[firsts[journey] as number] as number));
  }
  const paths = chosenNodes.map((node) => {
    const numbers = (lengths.get(node) as GrowingNumbers).numbers();
    return { ...tree.stepsOf(node), ...tree.figures(node), medianTime: medianOf(numbers) };
  });
  return { paths, pathsInAll: whole.length };
}

/** The ways that most journeys went; of equals those whose steps have the smaller numbers. */
function mostFrequent(tree: PathTree, nodes: readonly number[], most: number): number[] {
  const best: number[] = [];
  for (const node of nodes) {
    const isBefore = (other: number): boolean => comparePaths(tree, node, other) < 0;
    if (best.length === most && !isBefore(best[most - 1] as number)) continue;
    const place = best.findIndex(isBefore);
    best.splice(place < 0 ? best.length : place, 0, node);
    if (best.length > most) best.pop();
  }
  return best;
}

function comparePaths(tree: PathTree, left: number, right: number): number {
  const difference = tree.figures(right).journeys - tree.figures(left).journeys;
  if (difference !== 0) return difference;
  const [one, other] = [tree.stepsOf(left), tree.stepsOf(right)];
  for (const [index, step] of one.steps.entries()) {
    const otherStep = other.steps[index] ?? -1;
    if (step !== otherStep) return step - otherStep;
  }
  return one.steps.length - other.steps.length || Number(one.goesOn) - Number(other.goesOn);
}
