import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../src/simulation/random.js';
import { checkLaws, type Verdict } from './check-laws.js';
import { Client } from './client.js';
import { Ledger } from './ledger.js';
import { ServerProcess } from './server-process.js';
import { DEFINITIONS, Traffic } from './traffic.js';

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: string;
  readonly repository: string;
  /** How many clients send at the same time. */
  readonly clients?: number;
  /** Longest time that a server lives, in milliseconds. */
  readonly longestLife?: number;
  readonly onProgress?: (what: string) => void;
}

export interface ChaosResult extends Verdict {
  readonly kills: number;
  /** Of them, before the server had come up. */
  readonly killsWhileStarting: number;
  /** How many sends were not answered, and were sent again. */
  readonly resent: number;
  /** From the start of a process to where it listens, in seconds, of those that came so far. */
  readonly recoverySeconds: readonly number[];
}

const CUSTOMERS = 300;

/** Kills a server again and again under load, then holds it against the clients' ledger. The data folder is removed when all is well. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const folder = await mkdtemp(join(tmpdir(), 'cusp-chaos-'));
  const result = await new Chaos(options, folder).run();
  if (result.wrong.length === 0) await rm(folder, { recursive: true, force: true });
  else options.onProgress?.(`the data is kept in ${folder}`);
  return result;
}

class Chaos {
  readonly #options: ChaosOptions;
  readonly #random: Random;
  readonly #data: string;
  readonly #ledger: Ledger;
  readonly #recoveries: number[] = [];
  #server: ServerProcess | undefined;
  #whileStarting = 0;

  constructor(options: ChaosOptions, folder: string) {
    this.#options = options;
    this.#random = Random.of(options.seed);
    this.#data = join(folder, 'data');
    this.#ledger = new Ledger(join(folder, 'ledger'));
  }

  async run(): Promise<ChaosResult> {
    const { kills, seed, clients = 4 } = this.#options;
    try {
      const server = await this.#start();
      await server.ask('PUT', '/definitions', { definitions: DEFINITIONS });
      const senders = Array.from({ length: clients }, (_, number) => this.#client(number));
      const sending = senders.map((client) => client.run());
      // Heard of at once when a client finds what cannot be, and not only at the end.
      await Promise.race([this.#killAgainAndAgain(kills), Promise.all(sending)]);
      for (const client of senders) client.stop();
      await Promise.all(sending);
      const verdict = await checkLaws(
        this.#running(),
        this.#ledger,
        senders.flatMap(({ taken }) => taken),
      );
      const resent = senders.reduce((sum, { failures }) => sum + failures, 0);
      return { ...verdict, kills, killsWhileStarting: this.#whileStarting, resent, recoverySeconds: this.#recoveries };
    } catch (error) {
      throw new Error(`with seed ${seed}`, { cause: error });
    } finally {
      await this.#server?.kill();
      this.#ledger.close();
    }
  }

  #client(number: number): Client {
    const random = this.#random.fork(`client ${number}`);
    return new Client(() => this.#server, new Traffic(random.fork('traffic'), CUSTOMERS, `c${number}`), this.#ledger, random);
  }

  async #killAgainAndAgain(kills: number): Promise<void> {
    for (let kill = 1; kill <= kills; kill++) {
      if (this.#random.chance(0.2)) await this.#killWhileStarting();
      else await this.#killAtWork();
      this.#options.onProgress?.(`${kill} of ${kills} kills`);
      if (this.#server === undefined) await this.#start();
    }
  }

  async #killAtWork(): Promise<void> {
    const server = this.#running();
    await sleep(this.#random.integer(30, this.#options.longestLife ?? 2_500));
    void this.#disturb(server).catch(() => undefined); // an answer is not expected: the server is about to die
    await sleep(this.#random.integer(0, 40));
    await this.#end(server);
  }

  /** Something else that the server may be about when it dies. */
  #disturb(server: ServerProcess): Promise<unknown> {
    switch (this.#random.integer(0, 5)) {
      case 0:
        return server.call('POST', '/flush?until=warehouse');
      case 1:
        return server.call('POST', '/rebuild/warehouse');
      case 2:
        return server.call('POST', '/sql', { query: 'SELECT count() FROM events' });
      case 3:
        server.signal('SIGTERM');
        return Promise.resolve();
      default:
        return Promise.resolve();
    }
  }

  async #killWhileStarting(): Promise<void> {
    await this.#end(this.#running());
    const starting = ServerProcess.spawn({ data: this.#data, repository: this.#options.repository });
    this.#server = starting;
    await sleep(this.#random.integer(50, 3_000));
    if (starting.url === '') this.#whileStarting++;
    await this.#end(starting);
  }

  async #end(server: ServerProcess): Promise<void> {
    this.#server = undefined;
    if (this.#random.chance(0.3)) {
      server.signal('SIGSTOP');
      await sleep(this.#random.integer(1, 200));
    }
    await server.kill();
  }

  async #start(): Promise<ServerProcess> {
    const started = performance.now();
    const server = await ServerProcess.start({ data: this.#data, repository: this.#options.repository });
    this.#recoveries.push((performance.now() - started) / 1_000);
    this.#server = server;
    return server;
  }

  #running(): ServerProcess {
    if (this.#server === undefined) throw new Error('no server is running');
    return this.#server;
  }
}

/** The value below which a share of the values lie; of none, NaN. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
