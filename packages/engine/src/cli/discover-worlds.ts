import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiscoverRequest, DiscoverResult, Plan } from '../api/contract.js';
import { loadHistory } from '../simulation/driver.js';
import { asCalls, GROUP_TRAIT } from '../simulation/situations/as-calls.js';
import type { Domain } from '../simulation/situations/domain.js';
import { type Judgement, judged } from '../simulation/situations/judge.js';
import { type PlantedWorld, plantedWorld } from '../simulation/situations/planted-world.js';
import type { FoundMoment } from '../simulation/situations/completions.js';
import { CAR } from '../simulation/situations/car-domain.js';
import { SHOP } from '../simulation/situations/shop-domain.js';
import { summaryOf, summaryText, type WorldOutcome, worldText } from '../simulation/situations/worlds-text.js';
import { TrackingClient } from '../simulation/tracking-client.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { ApiClient } from './api-client.js';
import { countArgument } from './command.js';
import { ERRORS } from '../runtime/error-catalogue.js';
import { CuspError } from '../runtime/errors.js';
import { createDataDirectory, newToken } from './data-directory.js';
import type { CliEnvironment } from './environment.js';

const DAY: Milliseconds = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const GROUP = 'in_the_group';

/** Which worlds are made. */
interface WorldsAsked {
  readonly domain: Domain;
  readonly seed: number;
  readonly worlds: number;
  readonly customers: number;
  readonly days: number;
  /** Whether anything is planted in them. */
  readonly hasEffects: boolean;
}

/** Asks an engine to discover, and waits for the answer. */
type Ask = (request: DiscoverRequest, client: ApiClient) => Promise<DiscoverResult>;

/** Says what was found in made worlds beside what was planted. */
export async function tellWorlds(
  args: Readonly<Record<'demo' | 'seed' | 'worlds' | 'customers' | 'days', string>> & { readonly empty?: boolean | undefined },
  {
    environment,
    answer,
    ask,
  }: {
    readonly environment: CliEnvironment;
    readonly answer: (value: object, text: () => string) => void;
    readonly ask: (request: DiscoverRequest, client: ApiClient, environment: CliEnvironment) => Promise<DiscoverResult>;
  },
): Promise<void> {
  const domain = [SHOP, CAR].find(({ name }) => name === args.demo);
  if (domain === undefined) throw new CuspError(ERRORS.invalidUsage, `--demo '${args.demo}' is neither shop nor car`);
  const count = (flag: 'seed' | 'worlds' | 'customers' | 'days', most: number): number => countArgument(args[flag], flag, most);
  const asked = {
    ...{ domain, hasEffects: args.empty !== true, seed: count('seed', 999_999_999), worlds: count('worlds', 1_000) },
    ...{ customers: count('customers', 100_000), days: count('days', 365) },
  };
  const outcomes: WorldOutcome[] = [];
  for await (const outcome of discoverWorlds(asked, (request, client) => ask(request, client, environment), environment)) {
    outcomes.push(outcome);
    if (asked.worlds > 1) environment.stderr(`${worldText(outcome, domain.name)}\n\n`);
  }
  const summary = summaryOf(outcomes);
  const [only] = outcomes;
  answer({ worlds: outcomes, summary }, () => (outcomes.length === 1 && only ? worldText(only, domain.name) : summaryText(summary)));
}

/**
 * Makes worlds whose truth is known, sends each through the tracking API of an engine of its own, and holds what discovery answers to that truth.
 * The engine never sees the truth; its data folder is thrown away.
 */
async function* discoverWorlds(asked: WorldsAsked, ask: Ask, environment: CliEnvironment): AsyncGenerator<WorldOutcome> {
  for (let world = 0; world < asked.worlds; world++) {
    const seed = asked.seed + world;
    yield await outcomeOf(plantedWorld({ ...asked, seed, start: START }), seed, ask, environment);
  }
}

async function outcomeOf(world: PlantedWorld, seed: number, ask: Ask, environment: CliEnvironment): Promise<WorldOutcome> {
  return withEngine(environment, async (client, writeKey) => {
    const where = { trait: GROUP_TRAIT.name, is: GROUP_TRAIT.inGroup };
    await client.put<Plan>('/api/v1/definitions', {
      definitions: [{ kind: 'segment', name: GROUP, where }],
      reason: 'a group of the made world',
    });
    await loadHistory({ client: new TrackingClient({ url: client.url, writeKey }), calls: asCalls(world) });
    const question = { goal: world.domain.goal, horizon: '1d' } as const;
    const whole = await ask(question, client);
    const group = await ask({ ...question, segment: GROUP }, client);
    const { events, goals } = whole.population;
    return { seed, events, goals, whole: held(world, whole, false), group: held(world, group, true) };
  });
}

function held(world: PlantedWorld, { findings }: DiscoverResult, onlyGroup: boolean): Judgement {
  const found = findings.map(({ definition, words, lift }) => ({ definition: definition as unknown as FoundMoment, words, lift }));
  return judged(world, found, { horizon: DAY, onlyGroup });
}

async function withEngine<T>(environment: CliEnvironment, work: (client: ApiClient, writeKey: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cusp-discover-'));
  try {
    const data = join(folder, 'data');
    await createDataDirectory(data);
    const [adminToken, writeKey] = [newToken('adm'), newToken('wk')];
    const server = await environment.startServer({
      ...{ data, host: '127.0.0.1', port: 0, adminToken, adminTokenChosen: false, writeKey, warehouseUrl: undefined, vaultKey: undefined },
      ...{ fetches: false, allowPrivateAddresses: [], definitions: [], demo: false, speed: 1, customers: 1, days: 1 },
      onProgress: () => undefined,
    });
    try {
      return await work(new ApiClient({ url: server.url, token: adminToken, sleep: environment.sleep }), writeKey);
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
