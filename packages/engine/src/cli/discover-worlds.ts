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
import { TrackingClient } from '../simulation/tracking-client.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import { ApiClient } from './api-client.js';
import { createDataDirectory, newToken } from './data-directory.js';
import type { CliEnvironment } from './environment.js';

const DAY: Milliseconds = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const GROUP = 'in_the_group';

/** Which worlds are made. */
export interface WorldsAsked {
  readonly domain: Domain;
  readonly seed: number;
  readonly worlds: number;
  readonly customers: number;
  readonly days: number;
  /** Whether anything is planted in them. */
  readonly hasEffects: boolean;
}

/** What came out of one world. */
export interface WorldOutcome {
  readonly seed: number;
  readonly events: number;
  readonly goals: number;
  /** Among all customers. */
  readonly whole: Judgement;
  /** Among those of the group. */
  readonly group: Judgement;
}

/** Asks an engine to discover, and waits for the answer. */
export type Ask = (request: DiscoverRequest, client: ApiClient) => Promise<DiscoverResult>;

/**
 * Makes worlds whose truth is known, sends each through the tracking API of an engine of its own, and holds what discovery answers to that truth.
 * The engine never sees the truth; its data folder is thrown away.
 */
export async function* discoverWorlds(asked: WorldsAsked, ask: Ask, environment: CliEnvironment): AsyncGenerator<WorldOutcome> {
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
