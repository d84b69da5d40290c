import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CustomerAnswer } from '../answers.js';
import type { IdentityChange } from '../identify/identity-graph.js';
import type { Pipeline } from '../pipeline.js';
import { customerIdOf } from '../vocabulary/customer.js';
import type { Milliseconds } from '../vocabulary/instant.js';
import type { CustomerRow, IdentityRow } from '../warehouse/handed-in.js';

/** What the warehouse offers for today's customers. */
export interface CustomerTables {
  setIdentities(changes: readonly IdentityRow[]): Promise<void>;
  setCustomers(rows: readonly CustomerRow[], gone?: readonly string[]): Promise<void>;
}

export interface ProjectionInput {
  readonly pipeline: Pipeline;
  readonly tables: CustomerTables;
  readonly describe: (customer: number) => Pick<CustomerAnswer, 'traits' | 'firstSeen' | 'lastSeen'> | undefined;
  readonly onFault: (error: unknown) => void;
}

/** How long changed customers gather before they are written to the warehouse, in real time: at least and at most. */
const SHORTEST_GATHERING: Milliseconds = 2_000;
const LONGEST_GATHERING: Milliseconds = 30_000;
/** They gather so many times as long as writing them took, so that it takes a twentieth of the time while there is much to do. */
const GATHERING_TO_WRITING = 19;
/** How many rows are made before others get their turn. */
const ROWS_A_TURN = 500;

/** Keeps the warehouse's customers and identities as they are today. */
export class Projection {
  readonly #input: ProjectionInput;
  readonly #changed = new Set<number>();
  /** Identifiers whose customer is another than before. */
  readonly #regrouped = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #gathering: Milliseconds = SHORTEST_GATHERING;
  #writing: Promise<void> = Promise.resolve();

  constructor(input: ProjectionInput) {
    this.#input = input;
  }

  /** A customer has a new event. */
  touch(customer: number): void {
    this.#changed.add(customer);
    this.#gather();
  }

  /** Customers became others. */
  regrouped({ after }: IdentityChange): void {
    for (const customer of after.keys()) {
      this.#changed.add(customer);
      for (const member of this.#input.pipeline.identities.membersOf(customer)) this.#regrouped.add(member);
    }
    this.#gather();
  }

  /** Every customer, for a rebuild. */
  *rows(): Iterable<CustomerRow> {
    const { timelines } = this.#input.pipeline;
    for (let customer = 0; customer < timelines.identifiers.size; customer++) {
      const row = this.#rowOf(customer);
      if (row !== undefined) yield row;
    }
  }

  /** Whose each linked identifier is today, for a rebuild. */
  *identities(): Iterable<IdentityRow> {
    const { timelines, identities } = this.#input.pipeline;
    for (let identifier = 0; identifier < timelines.identifiers.size; identifier++) {
      if (this.#isKnown(identifier) && identities.membersOf(identities.customerOf(identifier)).length > 1)
        yield this.#identityOf(identifier);
    }
  }

  /** Writes what has gathered. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { tables, onFault } = this.#input;
    const began = performance.now();
    const customers = [...this.#changed];
    const regrouped = [...this.#regrouped].filter((identifier) => this.#isKnown(identifier));
    this.#changed.clear();
    this.#regrouped.clear();
    const rows = await this.#rowsOf(customers);
    const identities = regrouped.map((identifier) => this.#identityOf(identifier));
    const gone = identities
      .filter(({ identifier, customerId }) => customerIdOf([identifier]) !== customerId)
      .map(({ identifier }) => customerIdOf([identifier]));
    try {
      if (identities.length > 0) await tables.setIdentities(identities);
      if (rows.length + gone.length > 0) await tables.setCustomers(rows, gone);
    } catch (error) {
      for (const customer of customers) this.#changed.add(customer);
      for (const identifier of regrouped) this.#regrouped.add(identifier);
      onFault(error);
      this.#gather();
    }
    const gathering = (performance.now() - began) * GATHERING_TO_WRITING;
    this.#gathering = Math.min(Math.max(gathering, SHORTEST_GATHERING), LONGEST_GATHERING);
  }

  async #rowsOf(customers: readonly number[]): Promise<CustomerRow[]> {
    const rows: CustomerRow[] = [];
    for (const [index, customer] of customers.entries()) {
      if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
      const row = this.#rowOf(customer);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  #identityOf(identifier: number): IdentityRow {
    const { identities } = this.#input.pipeline;
    return { identifier: identities.identifier(identifier), customerId: identities.customerId(identities.customerOf(identifier)) };
  }

  /** Whether a number still stands for an identifier: one that was erased does not. */
  #isKnown(identifier: number): boolean {
    return this.#input.pipeline.timelines.identifiers.textOf(identifier) !== '';
  }

  #rowOf(customer: number): CustomerRow | undefined {
    const { pipeline, describe } = this.#input;
    if (!this.#isKnown(customer) || pipeline.identities.customerOf(customer) !== customer) return undefined;
    const described = describe(customer);
    if (described === undefined) return undefined;
    const { traits, firstSeen, lastSeen } = described;
    const identifiers = pipeline.identities.identifiersOf(customer);
    return {
      customerId: pipeline.identities.customerId(customer),
      identifiers,
      traits,
      firstSeen,
      lastSeen,
      events: pipeline.timelines.count(customer),
    };
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#gathering).unref();
  }
}
