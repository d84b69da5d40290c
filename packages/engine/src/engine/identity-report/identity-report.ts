import type * as answers from '../../answers.js';
import type { Link } from '../../identify/link.js';
import type { Pipeline } from '../../pipeline.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { NULL } from '../../timeline/values.js';
import type { Json } from '../../vocabulary/json.js';
import { forEachCustomer } from '../history.js';
import { CONTRADICTING_BY_DEFAULT, contradict } from './contradictions.js';
import { Months } from './months.js';
import { OwnTraits } from './own-traits.js';
import { suspicions } from './suspicions.js';
import { TruthCount } from './truth-count.js';

/** How many suspicious customers and shared identifiers are named; the rest is counted. */
const MOST_NAMED = 100;
/** How many traits are held against each other. */
const MOST_TRAITS = 20;
/** How many values of a trait are said, and how many identifiers with each. */
const MOST_VALUES = 5;
/** Characters of a value that are said. */
const LONGEST_VALUE = 64;
const MONTHS = 12;
const MOST_MONTHS = 120;

/**
 * How good the picture of who is who looks: how many identifiers customers have, which of them look like several people, which
 * identifiers are shared, how it has grown, and how right it is where a trait says the truth. Works through everybody in short turns.
 * @throws CuspError invalid_request when a trait is none; the signal's reason when it is given up
 */
export async function identityReport(
  pipeline: Pipeline,
  { contradicting = CONTRADICTING_BY_DEFAULT, truth, months = MONTHS }: answers.IdentityReportRequest = {},
  signal?: AbortSignal,
): Promise<answers.IdentityReport> {
  if (contradicting.length > MOST_TRAITS)
    throw new CuspError(ERRORS.invalidRequest, `${contradicting.length} traits to hold against each other, at most ${MOST_TRAITS}`);
  if (!Number.isInteger(months) || months < 0 || months > MOST_MONTHS)
    throw new CuspError(ERRORS.invalidRequest, `months is a number from 0 to ${MOST_MONTHS}`);
  const names = [...new Set(contradicting)];
  const traits = await OwnTraits.read(pipeline, truth === undefined ? names : [...names, truth], signal);
  try {
    const work = new ReportWork({ pipeline, traits, names, truth });
    await work.months.countEvents(signal);
    await forEachCustomer(pipeline, (customer) => work.visit(customer), signal);
    signal?.throwIfAborted();
    return work.report(months);
  } finally {
    await traits.end();
  }
}

interface WorkInput {
  readonly pipeline: Pipeline;
  /** Those to be held against each other, and behind them the truth when there is one. */
  readonly traits: OwnTraits;
  readonly names: readonly string[];
  readonly truth: string | undefined;
}

/** What a report gathers while it goes from customer to customer. */
class ReportWork {
  readonly months: Months;
  readonly #input: WorkInput;
  readonly #sizes = new Map<number, number>();
  readonly #refused = new Set<Link>();
  readonly #shared = new Map<string, string>();
  readonly #contradicting: Map<string, number>;
  readonly #truth: TruthCount | undefined;
  #suspicious: answers.SuspiciousCustomer[] = [];
  #suspiciousCustomers = 0;
  #customers = 0;
  #identifiers = 0;

  constructor(input: WorkInput) {
    this.#input = input;
    this.months = new Months(input.pipeline);
    this.#contradicting = new Map(input.names.map((name) => [name, 0]));
    this.#truth = input.truth === undefined ? undefined : new TruthCount(input.truth);
  }

  visit(customer: number): void {
    const { pipeline, traits, names } = this.#input;
    const { identities } = pipeline;
    const members = identities.membersOf(customer);
    this.#customers++;
    this.#identifiers += members.length;
    this.#sizes.set(members.length, (this.#sizes.get(members.length) ?? 0) + 1);
    const joining = this.#joining(customer);
    this.months.countCustomer(members, joining);
    const said = members.length > 1 || this.#truth !== undefined ? traits.of(customer) : NOTHING_SAID;
    this.#truth?.add([...said.values()].flatMap((values) => truthIn(values, names.length)));
    const contradictions = said.size > 1 ? this.#contradictions(said) : [];
    const why = [...suspicions(pipeline, members, joining), ...contradictions.map(({ trait }) => `${trait} contradicts itself`)];
    if (why.length > 0)
      this.#suspect({
        customerId: identities.customerId(customer),
        identifiers: identities.identifiersOf(customer),
        why,
        contradictions,
      });
  }

  report(months: number): answers.IdentityReport {
    this.#suspicious.sort(worstFirst);
    return {
      customers: this.#customers,
      identifiers: this.#identifiers,
      sizes: [...this.#sizes].sort(([left], [right]) => left - right).map(([size, count]) => ({ identifiers: size, customers: count })),
      refusedLinks: this.#refused.size,
      shared: [...this.#shared].slice(0, MOST_NAMED).map(([identifier, why]) => ({ identifier, why })),
      sharedIdentifiers: this.#shared.size,
      decisions: this.#input.pipeline.identities.decisionsInForce,
      suspicious: this.#suspicious.slice(0, MOST_NAMED),
      suspiciousCustomers: this.#suspiciousCustomers,
      contradicting: [...this.#contradicting].map(([trait, customers]) => ({ trait, customers })),
      truth: this.#truth?.figures() ?? null,
      months: this.months.figures(months),
    };
  }

  /** The links that join a customer; of those that do not it takes note. */
  #joining(customer: number): readonly Link[] {
    const joining: Link[] = [];
    for (const { link, refused: reason } of this.#input.pipeline.identities.linksOf(customer)) {
      if (reason === null) joining.push(link);
      else if (!this.#refused.has(link)) {
        this.#refused.add(link);
        this.months.countRefused(link);
        const [identifier, isShared] = reason.split(' is shared: ');
        if (isShared !== undefined) this.#shared.set(identifier as string, isShared);
      }
    }
    return joining;
  }

  #contradictions(said: ReadonlyMap<number, readonly number[]>): readonly answers.Contradiction[] {
    const { names, traits } = this.#input;
    return names.flatMap((trait, index) => {
      const byValue = new Map<number, number[]>();
      for (const [identifier, values] of said) {
        const value = values[index] ?? NULL;
        if (value > NULL) byValue.set(value, [...(byValue.get(value) ?? []), identifier]);
      }
      if (
        byValue.size < 2 ||
        !contradict(
          trait,
          [...byValue.keys()].map((value) => traits.value(value)),
        )
      )
        return [];
      this.#contradicting.set(trait, (this.#contradicting.get(trait) ?? 0) + 1);
      return [{ trait, values: this.#named(byValue) }];
    });
  }

  #named(byValue: ReadonlyMap<number, readonly number[]>): answers.Contradiction['values'] {
    const { pipeline, traits } = this.#input;
    return [...byValue].slice(0, MOST_VALUES).map(([value, identifiers]) => ({
      value: textOf(traits.value(value)),
      identifiers: identifiers.slice(0, MOST_VALUES).map((identifier) => pipeline.identities.identifier(identifier)),
    }));
  }

  #suspect(customer: answers.SuspiciousCustomer): void {
    this.#suspiciousCustomers++;
    this.#suspicious.push(customer);
    if (this.#suspicious.length < 10 * MOST_NAMED) return;
    this.#suspicious.sort(worstFirst);
    this.#suspicious = this.#suspicious.slice(0, MOST_NAMED);
  }
}

const NOTHING_SAID: ReadonlyMap<number, readonly number[]> = new Map();

function truthIn(values: readonly number[], index: number): readonly number[] {
  const truth = values[index] ?? NULL;
  return truth > NULL ? [truth] : [];
}

function worstFirst(left: answers.SuspiciousCustomer, right: answers.SuspiciousCustomer): number {
  return (
    right.why.length - left.why.length ||
    right.identifiers.length - left.identifiers.length ||
    (left.customerId < right.customerId ? -1 : 1)
  );
}

function textOf(value: Json): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_VALUE);
}
