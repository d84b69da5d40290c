/** Customers of one value by bucket; buckets without any take no room. */
export class ValueCounts {
  readonly #counts = new Map<number, number>();
  /** Over all buckets. */
  total = 0;
  #first: number | undefined = Number.POSITIVE_INFINITY;

  at(bucket: number): number {
    return this.#counts.get(bucket) ?? 0;
  }

  /** The first bucket with any; infinite when there is none. */
  get first(): number {
    if (this.#first === undefined) {
      this.#first = Number.POSITIVE_INFINITY;
      for (const bucket of this.#counts.keys()) this.#first = Math.min(this.#first, bucket);
    }
    return this.#first;
  }

  add(bucket: number, change: number): void {
    const count = this.at(bucket) + change;
    this.total += change;
    if (count > 0) this.#counts.set(bucket, count);
    else this.#counts.delete(bucket);
    if (count === 0 && bucket === this.#first) this.#first = undefined;
    else if (count > 0 && this.#first !== undefined) this.#first = Math.min(this.#first, bucket);
  }
}
