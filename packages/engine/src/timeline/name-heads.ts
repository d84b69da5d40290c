import { NO_ROW } from './event-rows.js';

/** The newest row of each (customer, event name): an open-addressing table in typed arrays, 12 bytes an entry. */
export class NameHeads {
  #customers = new Int32Array(1 << 12);
  #names = new Int32Array(1 << 12);
  #heads = new Int32Array(1 << 12);
  #count = 0;

  get(customer: number, name: number): number {
    const slot = this.#slotOf(customer, name);
    return this.#customers[slot] === 0 ? NO_ROW : (this.#heads[slot] as number);
  }

  set(customer: number, name: number, row: number): void {
    let slot = this.#slotOf(customer, name);
    if (this.#customers[slot] === 0) {
      if ((this.#count + 1) * 2 > this.#customers.length) {
        this.#grow();
        slot = this.#slotOf(customer, name);
      }
      this.#customers[slot] = customer + 1;
      this.#names[slot] = name;
      this.#count++;
    }
    this.#heads[slot] = row;
  }

  #slotOf(customer: number, name: number): number {
    const mask = this.#customers.length - 1;
    let slot = (Math.imul(customer, 0x9e3779b1) ^ Math.imul(name + 1, 0x85ebca6b)) & mask;
    while (this.#customers[slot] !== 0 && (this.#customers[slot] !== customer + 1 || this.#names[slot] !== name)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const customers = this.#customers;
    const names = this.#names;
    const heads = this.#heads;
    this.#customers = new Int32Array(customers.length * 2);
    this.#names = new Int32Array(customers.length * 2);
    this.#heads = new Int32Array(customers.length * 2);
    for (let slot = 0; slot < customers.length; slot++) {
      if (customers[slot] === 0) continue;
      const into = this.#slotOf((customers[slot] as number) - 1, names[slot] as number);
      this.#customers[into] = customers[slot] as number;
      this.#names[into] = names[slot] as number;
      this.#heads[into] = heads[slot] as number;
    }
  }
}
