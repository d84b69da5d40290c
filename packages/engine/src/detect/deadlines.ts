import { type Instant, NEVER } from '../vocabulary/instant.js';

/**
 * The next instant at which each customer must be looked at again because time passed: one deadline a customer, in a binary
 * heap of typed arrays. A deadline that was put off or moved forward leaves a stale entry behind, which is skipped.
 */
export class Deadlines {
  #due = new Float64Array(1 << 10).fill(NEVER);
  #times = new Float64Array(1 << 10);
  #customers = new Int32Array(1 << 10);
  #size = 0;

  /** Moves a customer's deadline forward to `instant`, if that is earlier. */
  lower(customer: number, instant: Instant): void {
    if (instant === NEVER) return;
    if (customer >= this.#due.length) this.#growDue(customer);
    if (instant >= (this.#due[customer] as number)) return;
    this.#due[customer] = instant;
    this.#push(instant, customer);
  }

  /** The earliest deadline, or {@link NEVER}. */
  next(): Instant {
    while (this.#size > 0 && this.#isStale()) this.#pop();
    return this.#size === 0 ? NEVER : (this.#times[0] as number);
  }

  /** Takes the customer with the earliest deadline, if that is at or before `now`. @returns the customer, or undefined. */
  takeDue(now: Instant): { readonly customer: number; readonly instant: Instant } | undefined {
    if (this.next() > now || this.#size === 0) return undefined;
    const instant = this.#times[0] as number;
    const customer = this.#customers[0] as number;
    this.#pop();
    this.#due[customer] = NEVER;
    return { customer, instant };
  }

  /** A customer's deadline, or {@link NEVER}. */
  of(customer: number): Instant {
    return customer < this.#due.length ? (this.#due[customer] as number) : NEVER;
  }

  /** Drops a customer's deadline if that is at or before `now`. @returns the instant at which it was, or {@link NEVER}. */
  dropDue(customer: number, now: Instant): Instant {
    const instant = this.of(customer);
    if (instant > now) return NEVER;
    this.#due[customer] = NEVER;
    return instant;
  }

  /** Everybody whose deadline has come. */
  overdue(now: Instant): number[] {
    const customers: number[] = [];
    this.#due.forEach((instant, customer) => {
      if (instant <= now) customers.push(customer);
    });
    return customers;
  }

  /** How many entries wait, stale ones included. */
  get size(): number {
    return this.#size;
  }

  /** The deadlines of the first `customers` customers as bytes, for a snapshot. */
  bytes(customers: number): Buffer {
    if (customers > this.#due.length) this.#growDue(customers);
    return Buffer.from(this.#due.buffer, 0, customers * Float64Array.BYTES_PER_ELEMENT);
  }

  /** Takes deadlines over from a snapshot's bytes. */
  load(bytes: Buffer): void {
    const due = new Float64Array(Uint8Array.from(bytes).buffer);
    due.forEach((instant, customer) => this.lower(customer, instant));
  }

  #isStale(): boolean {
    return this.#due[this.#customers[0] as number] !== this.#times[0];
  }

  #push(instant: Instant, customer: number): void {
    if (this.#size === this.#times.length) this.#growHeap();
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((this.#times[parent] as number) <= instant) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#times[index] = instant;
    this.#customers[index] = customer;
  }

  #pop(): void {
    const size = --this.#size;
    const instant = this.#times[size] as number;
    const customer = this.#customers[size] as number;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && (this.#times[child + 1] as number) < (this.#times[child] as number)) child++;
      if (instant <= (this.#times[child] as number)) break;
      this.#move(child, index);
      index = child;
    }
    this.#times[index] = instant;
    this.#customers[index] = customer;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number;
    this.#customers[to] = this.#customers[from] as number;
  }

  #growDue(customer: number): void {
    const larger = new Float64Array(Math.max(customer + 1, this.#due.length * 2)).fill(NEVER);
    larger.set(this.#due);
    this.#due = larger;
  }

  #growHeap(): void {
    const times = new Float64Array(this.#times.length * 2);
    times.set(this.#times);
    this.#times = times;
    const customers = new Int32Array(this.#customers.length * 2);
    customers.set(this.#customers);
    this.#customers = customers;
  }
}
