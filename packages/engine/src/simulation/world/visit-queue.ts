import type { TimedCall } from '../tracking-call.js';

/** A visit that is being told, and the place of its next call. */
interface OpenVisit {
  readonly calls: readonly TimedCall[];
  next: number;
}

/**
 * Visits that go on at the same time, told in one time order: a binary heap over each visit's next call.
 * Calls at the same millisecond are ordered by messageId.
 */
export class VisitQueue {
  readonly #heap: OpenVisit[] = [];

  /** Adds a visit; its calls are in time order. */
  add(calls: readonly TimedCall[]): void {
    if (calls.length === 0) return;
    this.#heap.push({ calls, next: 0 });
    this.#rise(this.#heap.length - 1);
  }

  /** The earliest call, without taking it; undefined when no visit is open. */
  peek(): TimedCall | undefined {
    const first = this.#heap[0];
    return first?.calls[first.next];
  }

  /** Takes the earliest call. @throws RangeError when there is none. */
  take(): TimedCall {
    const first = this.#heap[0];
    const call = first?.calls[first.next];
    if (first === undefined || call === undefined) throw new RangeError('no visit is open');
    first.next++;
    if (first.next === first.calls.length) {
      const last = this.#heap.pop() as OpenVisit;
      if (last !== first) this.#heap[0] = last;
    }
    this.#sink(0);
    return call;
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#before(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && this.#before(right, left) ? right : left;
      if (!this.#before(child, place)) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #before(left: number, right: number): boolean {
    const one = nextOf(this.#heap[left] as OpenVisit);
    const other = nextOf(this.#heap[right] as OpenVisit);
    return one.at < other.at || (one.at === other.at && one.call.messageId < other.call.messageId);
  }

  #swap(left: number, right: number): void {
    const held = this.#heap[left] as OpenVisit;
    this.#heap[left] = this.#heap[right] as OpenVisit;
    this.#heap[right] = held;
  }
}

function nextOf(visit: OpenVisit): TimedCall {
  return visit.calls[visit.next] as TimedCall;
}
