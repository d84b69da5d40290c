import { expect, test } from 'vitest';
import { Random } from '../simulation/random.js';
import { clockOf, madeWorld, nameOf } from '../simulation/situations/made-world.js';
import { discover } from './discover.js';
import type { EventColumns } from './event-columns.js';

const DAY = 86_400_000;
/** `CUSP_WHOLE=1 npx vitest run packages/engine/src/discover/honesty.test.ts` looks at all of them: some minutes. */
const WHOLE = process.env.CUSP_WHOLE !== undefined;
const WORLDS = WHOLE ? 200 : 8;
/** Of 200 worlds 10 are promised; with so many or more the promise is broken (binomial, one in a thousand). Of 8, more than 2 are. */
const TOO_MANY = WHOLE ? 20 : 3;

/** Worlds without any effect: customers differ in how active they are, and with that in how often they buy and look for help. */
const KINDS = [
  {},
  { coupling: 0.7, decoy: 0.7 },
  { base: 0.03, coupling: 0.5, decoy: 1 },
  { base: 0.15, coupling: 1, decoy: 1.5 },
] as const;
const HORIZONS = [DAY, 3 * DAY, 7 * DAY, DAY / 24] as const;

async function isAnythingFound(world: EventColumns, horizon: number): Promise<boolean> {
  const { findings } = await discover(world, { goal: 'Goal', horizon, intent: 'buy' }, { breathe: () => Promise.resolve() });
  return findings.length > 0;
}

test('nothing is found where there is nothing, beyond the promised rate', { timeout: WHOLE ? 3_600_000 : 120_000 }, async () => {
  let found = 0;
  for (let number = 0; number < WORLDS; number++) {
    const world = madeWorld({ seed: `none ${number}`, customers: WHOLE ? 800 : 250, ...KINDS[number % 4] });
    if (await isAnythingFound(world, HORIZONS[Math.floor(number / 2) % 4] as number)) found++;
  }
  expect(found).toBeLessThan(TOO_MANY);
});

/** Gives each visit's ending to another visit of a customer who is about as active, in the same week: what led to a goal is then somebody else's. */
function reassigned(world: EventColumns, random: Random): EventColumns {
  const { starts, times, goals, names } = world;
  const customers = starts.length - 1;
  const order = Array.from({ length: customers }, (_, customer) => customer).sort(
    (left, right) => length(left) - length(right) || (random.chance(0.5) ? 1 : -1),
  );
  function length(customer: number): number {
    return (starts[customer + 1] as number) - (starts[customer] as number);
  }
  const moved = {
    times: [] as number[],
    names: [] as number[],
    goals: [] as number[],
    device: [] as number[],
    product: [] as number[],
    starts: [0],
  };
  for (let customer = 0; customer < customers; customer++) {
    // The neighbour in the order of activity is as active, and gives their goals.
    const giver = order[Math.min(customers - 1, order.indexOf(customer) ^ 1)] as number;
    const kept = range(starts, customer).filter((event) => (names[event] as number) < nameOf('Cart'));
    const given = range(starts, giver).filter((event) => goals[event] === 1);
    for (const event of [...kept, ...given].sort((left, right) => (times[left] as number) - (times[right] as number))) {
      moved.times.push(times[event] as number);
      moved.names.push(names[event] as number);
      moved.goals.push(goals[event] as number);
      moved.device.push(world.properties[0]?.cells[event] as number);
      moved.product.push(world.properties[1]?.cells[event] as number);
    }
    moved.starts.push(moved.times.length);
  }
  const moments = { starts: Int32Array.from(moved.starts), times: Float64Array.from(moved.times) };
  return {
    ...world,
    ...moments,
    clock: clockOf(moments),
    names: Uint16Array.from(moved.names),
    goals: Uint8Array.from(moved.goals),
    properties: world.properties.map((property, index) => ({
      ...property,
      cells: Int32Array.from(index === 0 ? moved.device : moved.product),
    })),
  };
}

function range(starts: Int32Array, customer: number): number[] {
  const start = starts[customer] as number;
  return Array.from({ length: (starts[customer + 1] as number) - start }, (_, index) => start + index);
}

test('with goals that are given to comparable customers a true effect is gone', { timeout: WHOLE ? 3_600_000 : 120_000 }, async () => {
  let found = 0;
  const worlds = WHOLE ? 100 : 3;
  for (let number = 0; number < worlds; number++) {
    const effect = (visit: readonly { readonly name: number }[]): number => (visit.some(({ name }) => name === nameOf('Review')) ? 3 : 1);
    const world = madeWorld({ seed: `given ${number}`, customers: WHOLE ? 800 : 250, coupling: 0.5, decoy: 0.5, effect });
    if (await isAnythingFound(reassigned(world, Random.of(`given ${number}`)), DAY)) found++;
  }
  expect(found).toBeLessThan(WHOLE ? 13 : 2);
});
