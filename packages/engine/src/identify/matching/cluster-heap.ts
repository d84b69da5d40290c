/** Two clusters that could be joined, as they were when it was found. */
export interface Joinable {
  /** Mean bits between their records. */
  readonly mean: number;
  /** Numbers of the clusters, the smaller first. */
  readonly a: number;
  readonly b: number;
  /** How often each had been joined then. */
  readonly ageA: number;
  readonly ageB: number;
}

/** Gives out what is most to be joined first; of equals that with the smaller numbers, so that the order of putting in does not show. */
export class ClusterHeap {
  readonly #heap: Joinable[] = [];

  push(joinable: Joinable): void {
    const heap = this.#heap;
    let at = heap.push(joinable) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(joinable, heap[parent] as Joinable)) break;
      heap[at] = heap[parent] as Joinable;
      at = parent;
    }
    heap[at] = joinable;
  }

  pop(): Joinable | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const next = right < heap.length && isBefore(heap[right] as Joinable, heap[left] as Joinable) ? right : left;
      if (!isBefore(heap[next] as Joinable, last)) break;
      heap[at] = heap[next] as Joinable;
      at = next;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(one: Joinable, other: Joinable): boolean {
  if (one.mean !== other.mean) return one.mean > other.mean;
  return one.a !== other.a ? one.a < other.a : one.b < other.b;
}
