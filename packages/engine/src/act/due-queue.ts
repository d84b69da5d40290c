import type { Instant } from '../vocabulary/instant.js';

interface Due {
  readonly id: string;
  readonly at: Instant;
  /** Order of arrival: decides between two that are due at the same instant. */
  readonly sequence: number;
}

/** What is due when, earliest first: a binary heap. An id that is added twice comes out twice. */
export class DueQueue {
  readonly #heap: Due[] = [];
  #sequence = 0;

  /** When the next one is due; undefined when there is none. */
  get next(): Instant | undefined {
    return this.#heap[0]?.at;
  }

  add(id: string, at: Instant): void {
    const heap = this.#heap;
    const due: Due = { id, at, sequence: this.#sequence++ };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(due, heap[parent] as Due)) break;
      heap[index] = heap[parent] as Due;
      index = parent;
    }
    heap[index] = due;
  }

  /** Takes the earliest out, if it is due by `now`. */
  takeDue(now: Instant): string | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > now) return undefined;
    const last = heap.pop() as Due;
    if (heap.length > 0) this.#sinkFromTop(last);
    return first.id;
  }

  #sinkFromTop(due: Due): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Due, heap[child] as Due)) child++;
      if (!before(heap[child] as Due, due)) break;
      heap[index] = heap[child] as Due;
      index = child;
    }
    heap[index] = due;
  }
}

function before(left: Due, right: Due): boolean {
  return left.at < right.at || (left.at === right.at && left.sequence < right.sequence);
}
