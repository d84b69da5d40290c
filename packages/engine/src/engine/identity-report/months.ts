import type { IdentityMonth } from '../../answers.js';
import { isFound, type Link } from '../../identify/link.js';
import type { Pipeline } from '../../pipeline.js';
import type { Instant } from '../../vocabulary/instant.js';
import { Turns } from '../turns.js';

/** How many events are counted between two looks at the time. */
const STRIDE = 4_096;
const USER = 'userId';

interface Counts {
  customers: number;
  identifiers: number;
  links: number;
  refusedLinks: number;
  events: number;
  withoutUserId: number;
}

const NOTHING: Counts = { customers: 0, identifiers: 0, links: 0, refusedLinks: 0, events: 0, withoutUserId: 0 };

/** How who is who has grown, by months of event time (UTC), seen from today's identity. */
export class Months {
  readonly #pipeline: Pipeline;
  readonly #byMonth = new Map<number, Counts>();
  /** When each identifier's own events begin, by number. */
  #begin = new Float64Array(0);
  /** The month that was asked for last: most instants are in the same one as the one before. */
  #last = { start: 0, end: 0, month: 0 };

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Counts the events, in turns. To be called before customers are. @throws the signal's reason when it is given up */
  async countEvents(signal?: AbortSignal): Promise<void> {
    const { timelines, clock } = this.#pipeline;
    const { rows } = timelines;
    const isUser = new Uint8Array(timelines.identifiers.size);
    this.#begin = new Float64Array(timelines.identifiers.size).fill(Number.POSITIVE_INFINITY);
    for (let identifier = 0; identifier < isUser.length; identifier++)
      if (timelines.identifiers.textOf(identifier).startsWith(`${USER}:`)) isUser[identifier] = 1;
    const turns = new Turns(signal);
    const now = clock.now();
    for (let row = 0; row < rows.length; row++) {
      if (row % STRIDE === STRIDE - 1 && turns.isOver) await turns.next();
      const identifier = rows.identifier(row);
      const at = rows.timestamp(row);
      // Erased, or not there yet, or of somebody who came while this was counted.
      if (rows.idLength(row) === 0 || at > now || identifier >= isUser.length) continue;
      const counts = this.#at(at);
      counts.events++;
      if (isUser[identifier] === 0) counts.withoutUserId++;
      if (at < (this.#begin[identifier] as number)) this.#begin[identifier] = at;
    }
  }

  /** Counts a customer when their events begin, and their identifiers when an event is theirs or names them beside another. */
  countCustomer(members: readonly number[], joining: readonly Link[]): void {
    const begin = new Map(members.map((member) => [member, this.#begin[member] ?? Number.POSITIVE_INFINITY]));
    const customer = Math.min(...begin.values());
    // Whoever came while events were counted is for the next report.
    if (!Number.isFinite(customer)) return;
    this.#at(customer).customers++;
    for (const link of joining) {
      const at = this.#timeOf(link);
      this.#at(at).links++;
      for (const end of [link.left, link.right]) begin.set(end, Math.min(begin.get(end) ?? at, at));
    }
    for (const at of begin.values()) if (Number.isFinite(at)) this.#at(at).identifiers++;
  }

  /** Counts a link that joins nobody. */
  countRefused(link: Link): void {
    this.#at(this.#timeOf(link)).refusedLinks++;
  }

  /** The newest months in which anything happened and those between them, oldest first, at most so many. */
  figures(most: number): readonly IdentityMonth[] {
    const known = [...this.#byMonth.keys()].sort((left, right) => left - right);
    const [oldest, newest] = [known[0], known.at(-1)];
    if (oldest === undefined || newest === undefined) return [];
    const first = Math.max(oldest, newest - most + 1);
    const sum = (what: 'customers' | 'identifiers', to: number): number =>
      known.reduce((total, month) => (month <= to ? total + this.#of(month)[what] : total), 0);
    return Array.from({ length: newest - first + 1 }, (_, index) => {
      const month = first + index;
      const customers = sum('customers', month);
      const identifiersPerCustomer = customers === 0 ? null : sum('identifiers', month) / customers;
      return { month: textOf(month), ...(this.#byMonth.get(month) ?? NOTHING), identifiersPerCustomer };
    });
  }

  #timeOf(link: Link): Instant {
    return isFound(link) ? this.#pipeline.timelines.rows.timestamp(link.row) : link.decision.at;
  }

  #at(at: Instant): Counts {
    if (at < this.#last.start || at >= this.#last.end) this.#last = monthOf(at);
    return this.#of(this.#last.month);
  }

  #of(month: number): Counts {
    let counts = this.#byMonth.get(month);
    if (counts === undefined) this.#byMonth.set(month, (counts = { ...NOTHING }));
    return counts;
  }
}

/** A month of UTC: its number, counted from the year 0, and its ends. */
function monthOf(at: Instant): { readonly start: Instant; readonly end: Instant; readonly month: number } {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1), month: year * 12 + month };
}

/** `2026-11`. */
function textOf(month: number): string {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12)).toISOString().slice(0, 7);
}
