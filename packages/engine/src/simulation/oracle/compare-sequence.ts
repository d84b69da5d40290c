import { CuspError } from '../../runtime/errors.js';
import { type Identifier, parseIdentifier } from '../../vocabulary/identifier.js';
import { Random } from '../random.js';
import { twinDefinitions } from '../twin/ground.js';
import { compareEvents } from '../twin/timeline.js';
import { compareCustomer } from './compare-customer.js';
import { compareRequest } from './compare-identity.js';
import { Customers } from './customers.js';
import type { Instant } from '../../vocabulary/instant.js';
import { BEGIN, drawnSequence, learnedDecision, type LearnedStep, type SequenceOptions, type SequenceStep } from './drawn-sequence.js';
import { Life, withDirectory } from './life.js';
import { SEQUENCE_DEFINITIONS } from './sequence-definitions.js';
import type { Tally } from './tally.js';
import { published } from './world.js';

/** Lets the sequence of a seed happen, and compares after each step all that the engine says of everybody with the twin. */
export async function compareSequence(seed: number, tally: Tally, options: SequenceOptions): Promise<void> {
  await compareSteps(drawnSequence(Random.of(seed).fork('sequence'), options), tally, `sequence ${seed}`);
}

/** The same with steps that are given. */
export async function compareSteps(steps: readonly SequenceStep[], tally: Tally, name: string): Promise<void> {
  const run = new Sequence(tally, name);
  await run.begin();
  try {
    for (const step of steps) {
      await run.take(step);
      run.look();
    }
    run.look(HORIZON);
    await run.restart(false);
    run.look(HORIZON);
  } finally {
    run.stop();
  }
}

/** So far ahead changes of membership are looked for at the end. */
const HORIZON: Instant = BEGIN + 300_000;

class Sequence {
  readonly #tally: Tally;
  readonly #name: string;
  readonly #customers = new Customers();
  readonly #definitions = twinDefinitions(SEQUENCE_DEFINITIONS);
  #life = new Life(BEGIN);
  /** What is in force about types of identifiers. */
  #types: readonly object[] = [];
  #taken = 0;

  constructor(tally: Tally, name: string) {
    this.#tally = tally;
    this.#name = name;
  }

  async begin(): Promise<void> {
    this.#life.start();
    await this.#life.publish(SEQUENCE_DEFINITIONS);
  }

  stop(): void {
    this.#life.stop();
  }

  async take(step: SequenceStep): Promise<void> {
    this.#taken++;
    this.#life.clock.advanceTo(step.at);
    switch (step.kind) {
      case 'event':
        this.#customers.take(step.event);
        return this.#life.take(step.event);
      case 'request':
        return compareRequest(step.request, { life: this.#life, customers: this.#customers, tally: this.#tally }, this.#where('request'));
      case 'erasure':
        return this.#erase(step.name, step.cut);
      case 'learned':
        return this.#learn(step);
      case 'types':
        return this.#publish(step.definitions);
      case 'restart':
        return this.restart(step.snapshot);
    }
  }

  async restart(snapshot: boolean): Promise<void> {
    const life = this.#life;
    await withDirectory(async (directory) => {
      if (snapshot) await life.snapshot(directory);
      this.#life = (await life.restarted(life.clock.now(), snapshot ? directory : undefined)).start();
    });
  }

  async #publish(definitions: readonly object[]): Promise<void> {
    this.#types = published(this.#types, definitions);
    this.#customers.publish(this.#types);
    await this.#life.publish(definitions);
    await this.#life.publisher.settled();
  }

  /** Matching knows of those alone who are there. */
  async #learn({ at, action, pair, bits }: LearnedStep): Promise<void> {
    const { customers } = this.#customers.identities;
    if (!pair.every((name) => customers.some(({ identifiers }) => identifiers.has(name)))) return;
    const decision = learnedDecision({ at, action, pair, bits }, this.#taken);
    this.#customers.decide([decision]);
    await this.#life.decide([decision]);
  }

  async #erase(name: string, cut: number | null): Promise<void> {
    const { identities } = this.#customers;
    const set = identities.setOf(name);
    const isKnown = identities.customers.some(({ identifiers }) => identifiers.has(name));
    if (cut !== null) this.#life.cutErasure(cut);
    const told = await erasureOf(this.#life, parseIdentifier(name) as Identifier);
    // Somebody without events may be known all the same, by what was decided or found while they were one with somebody else.
    if (isKnown) this.#tally.compare('erasure', told, 'begun', this.#where(`erasure of ${name}`));
    this.#tally.about(['erasure'], told === 'begun');
    if (told === 'begun') this.#customers.erase(set, this.#life.clock.now());
    if (cut === null) return this.#life.erasures.settled();
    await this.restart(false);
    this.look();
    await this.#life.erasures.resume();
  }

  /** Who everybody is, and where they belong; at the end with explanations too. */
  look(horizon: Instant | null = null): void {
    const life = this.#life;
    const { pipeline } = life;
    const now = life.clock.now();
    pipeline.passTime();
    const { identities, timelines } = pipeline;
    const numbers = Array.from({ length: timelines.identifiers.size }, (_, number) => number);
    const present = numbers.filter((number) => identities.customerOf(number) === number && timelines.count(number) > 0);
    this.#tally.compare('customers', present.length, this.#customers.all.length, this.#where('number of customers'));
    const compared = { life, customers: this.#customers, tally: this.#tally, definitions: this.#definitions, horizon };
    for (const twin of this.#customers.all) {
      const [first] = twin.identifiers;
      const where = (what: string): (() => string) => this.#where(`${what} of ${first}`);
      compareCustomer(twin, now, compared, where);
      const rows = timelines.rowsOf(life.customerOf(first as string));
      const events = twin.events.toSorted(compareEvents).map(({ messageId }) => messageId);
      this.#tally.compare(
        'timeline',
        rows.map((row) => timelines.messageIdOf(row)),
        events,
        where('timeline'),
      );
    }
  }

  #where(what: string): () => string {
    return () => `${this.#name}, step ${this.#taken}, ${what}`;
  }
}

async function erasureOf(life: Life, identifier: Identifier): Promise<string> {
  try {
    await life.erasures.erase(identifier);
    return 'begun';
  } catch (error) {
    if (error instanceof CuspError) return error.code;
    throw error;
  }
}
