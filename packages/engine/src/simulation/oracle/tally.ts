import { createHash } from 'node:crypto';

/** How often a question was answered one way and the other. */
export interface Answers {
  yes: number;
  no: number;
}

/** What was compared, by the way in which it was asked and by what it was about, and where the two sides differed. */
export class Tally {
  /** Compared answers by the way in which they were asked: live, previewed, explained, … */
  readonly pairs = new Map<string, number>();
  /** Compared answers by what they were about: a kind of condition, an operator, a kind of metric, a window. */
  readonly subjects = new Map<string, Answers>();
  readonly mismatches: string[] = [];
  readonly #digest;

  /** @param options `digested` when all answers of the engine are to be summed up by {@link digest} */
  constructor({ digested = false }: { readonly digested?: boolean } = {}) {
    this.#digest = digested ? createHash('sha256') : undefined;
  }

  /** One text for everything that the engine answered, in order; empty unless asked for. */
  get digest(): string {
    return this.#digest?.copy().digest('hex') ?? '';
  }

  /** Compares two answers to one question. `where` is said only when they differ. */
  compare(way: string, ours: unknown, twins: unknown, where: () => string): void {
    this.pairs.set(way, (this.pairs.get(way) ?? 0) + 1);
    this.#digest?.update(`${way} ${JSON.stringify(ours)}\n`);
    if (ours === twins) return;
    const [left, right] = [JSON.stringify(ours), JSON.stringify(twins)];
    if (left !== right) this.mismatches.push(`${way}: engine ${left}, twin ${right}, ${where()}`);
  }

  /** Notes what a compared answer was about, and whether it was a yes. */
  about(subjects: Iterable<string>, yes: boolean): void {
    for (const subject of subjects) {
      let answers = this.subjects.get(subject);
      if (answers === undefined) this.subjects.set(subject, (answers = { yes: 0, no: 0 }));
      if (yes) answers.yes++;
      else answers.no++;
    }
  }

  get total(): number {
    return [...this.pairs.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The smaller share of the two answers that a subject got, 0 to 0.5: what is always answered in one way proves little. */
  shareOf(subject: string): number {
    const { yes, no } = this.subjects.get(subject) ?? { yes: 0, no: 0 };
    return yes + no === 0 ? 0 : Math.min(yes, no) / (yes + no);
  }

  /** Takes another tally's counts and mismatches over. */
  add(other: Tally): void {
    for (const [way, count] of other.pairs) this.pairs.set(way, (this.pairs.get(way) ?? 0) + count);
    for (const [subject, { yes, no }] of other.subjects) {
      const { yes: ours, no: nos } = this.subjects.get(subject) ?? { yes: 0, no: 0 };
      this.subjects.set(subject, { yes: ours + yes, no: nos + no });
    }
    this.mismatches.push(...other.mismatches);
  }
}
