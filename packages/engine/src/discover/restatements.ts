import { durationInWords, durationText, type Milliseconds } from '../vocabulary/instant.js';
import type { ComparisonGround } from './comparison-ground.js';
import { customersIn, type EventColumns } from './event-columns.js';

/** What is on the way to the goal anyway: nearly every goal passes it just before … */
const NEARLY_EVERY = 0.8;
/** … and after it the odds of the goal are so many times those after the first event of a visit. */
const FAR_MORE_OFTEN = 4;
const HOUR: Milliseconds = 3_600_000;

/** Events that restate the goal. */
export interface Restatement {
  readonly name: number;
  readonly why: string;
}

/**
 * The names that only say that the goal is near, such as a checkout's steps: nearly every goal has one just before, and the goal comes far more often just after
 * it than in a visit that begins. They are no steps of situations, and nothing is compared with them; that people view products before they buy them, and mostly
 * do not buy, does not make views one of them. So are names of what nearly always follows a goal, such as tracking the delivery. Looked at on the customers that are mined.
 */
export function restatementsOf(columns: EventColumns, { depth, outcomes }: ComparisonGround): readonly Restatement[] {
  const justBefore = Math.min(outcomes.horizon, HOUR);
  const { ofGoals, goals, events, reached } = near(columns, depth, justBefore);
  const afterGoals = followingGoals(columns, justBefore);
  const ofVisits = goals.visits / Math.max(events.visits, 1);
  return columns.nameTexts.flatMap((_, name) => {
    const share = (ofGoals[name] as number) / Math.max(reached, 1);
    const rate = (goals.byName[name] as number) / Math.max(events.byName[name] as number, 1);
    const following = (afterGoals[name] as number) / Math.max(events.byName[name] as number, 1);
    if (following >= NEARLY_EVERY && (events.byName[name] as number) > 0)
      return [
        {
          name,
          why: `it follows the goal: ${Math.round(following * 100)} % of its events have one in the ${durationInWords(durationText(justBefore))} before`,
        },
      ];
    if (share < NEARLY_EVERY || rate * (1 - ofVisits) < FAR_MORE_OFTEN * ofVisits * (1 - rate)) return [];
    const times = `${(rate / ofVisits).toFixed(1)} times as frequent just after it as in a visit that begins`;
    const why = `${Math.round(share * 100)} % of the goals have it in the ${durationInWords(durationText(justBefore))} before, and the goal is ${times}`;
    return [{ name, why: `it restates the goal: ${why}` }];
  });
}

/** How many there are of each name, and at the beginning of visits. */
interface Counted {
  readonly byName: Float64Array;
  visits: number;
}

/** What goals have just before them, and what has a goal just after it. */
function near(
  { starts, times, names, goals: isGoal, mined, nameTexts }: EventColumns,
  depth: Uint8Array,
  justBefore: Milliseconds,
): { readonly ofGoals: Float64Array; readonly goals: Counted; readonly events: Counted; readonly reached: number } {
  const counted = (): Counted => ({ byName: new Float64Array(nameTexts.length), visits: 0 });
  const [goals, events, ofGoals] = [counted(), counted(), new Float64Array(nameTexts.length)];
  let reached = 0;
  for (let customer = 0; customer < customersIn({ starts }); customer++) {
    if (mined[customer] !== 1) continue;
    let next = Number.POSITIVE_INFINITY;
    let seen = new Set<number>();
    for (let event = (starts[customer + 1] as number) - 1; event >= (starts[customer] as number); event--) {
      const time = times[event] as number;
      const name = names[event] as number;
      if (isGoal[event] === 1) {
        reached++;
        next = time;
        seen = new Set();
        continue;
      }
      const leads = next - time <= justBefore;
      if (leads && !seen.has(name)) plus(ofGoals, name);
      seen.add(name);
      plus(events.byName, name);
      if (leads) plus(goals.byName, name);
      if (depth[event] !== 0) continue;
      events.visits++;
      if (leads) goals.visits++;
    }
  }
  return { ofGoals, goals, events, reached };
}

/** By name, how many have a goal just before them. */
function followingGoals({ starts, times, names, goals, mined, nameTexts }: EventColumns, justAfter: Milliseconds): Float64Array {
  const found = new Float64Array(nameTexts.length);
  for (let customer = 0; customer < customersIn({ starts }); customer++) {
    if (mined[customer] !== 1) continue;
    let last = Number.NEGATIVE_INFINITY;
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      const time = times[event] as number;
      if (goals[event] === 1) last = time;
      else if (time - last <= justAfter) plus(found, names[event] as number);
    }
  }
  return found;
}

function plus(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

/** Nothing is compared with what restates the goal. */
export function leaveOut({ names }: EventColumns, { outcomes: { usable } }: ComparisonGround, leftOut: ReadonlySet<number>): void {
  for (let event = 0; event < names.length; event++) if (leftOut.has(names[event] as number)) usable[event] = 0;
}
