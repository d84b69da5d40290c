/** What was compared, by kind, and where the two sides differed. */
export class Tally {
  readonly pairs = new Map<string, number>();
  readonly mismatches: string[] = [];

  /** Compares two answers to one question. `where` is said only when they differ. */
  compare(kind: string, ours: unknown, twins: unknown, where: () => string): void {
    this.pairs.set(kind, (this.pairs.get(kind) ?? 0) + 1);
    if (ours === twins) return;
    const [left, right] = [JSON.stringify(ours), JSON.stringify(twins)];
    if (left !== right) this.mismatches.push(`${kind}: engine ${left}, twin ${right}, ${where()}`);
  }

  get total(): number {
    return [...this.pairs.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Takes another tally's counts and mismatches over. */
  add(other: Tally): void {
    for (const [kind, count] of other.pairs) this.pairs.set(kind, (this.pairs.get(kind) ?? 0) + count);
    this.mismatches.push(...other.mismatches);
  }
}
