import type { Instant } from '../../vocabulary/instant.js';
import type { Random } from '../random.js';
import { drawLifecycle, type Lifecycle } from './customer-truth.js';
import { FAMILY } from './devices.js';
import { BUSIEST, busynessAt, DAY, GROWTH_PERIOD, THERE_FROM_THE_START, type WorldOptions } from './options.js';

/** The numbers of {@link Lifecycle} in the order in which the roster keeps them. */
const FIELDS = ['home', 'joinedAt', 'weeklyVisits', 'fadesFrom', 'leavesAt', 'registersAt', 'withdrawsAt'] as const;

/**
 * Who belongs to the world, day by day: a few numbers for each customer, in typed arrays, and nothing else.
 * The number of a customer says whether they were there from the start or on which day they came.
 */
export class Roster {
  readonly #random: Random;
  readonly #options: WorldOptions;
  /** Customers 0 to this (exclusive) were there from the start. */
  readonly #founders: number;
  /** Arrivals on an average day, if every day were as busy as can be. */
  readonly #arrivalsADay: number;
  /** Numbers set aside for each day's arrivals. */
  readonly #numbersADay: number;
  #numbers = new Uint32Array(1024);
  #lives = new Float64Array(1024 * FIELDS.length);
  #count = 0;
  /** How many of the roster have come by the end of each day. */
  readonly #countAfterDay: number[] = [];

  constructor(random: Random, options: WorldOptions) {
    this.#random = random;
    this.#options = options;
    this.#founders = Math.round(options.customers * THERE_FROM_THE_START);
    this.#arrivalsADay = ((options.customers - this.#founders) / (GROWTH_PERIOD / DAY)) * BUSIEST;
    this.#numbersADay = Math.ceil(this.#arrivalsADay * 2) + 64;
    for (let number = 0; number < this.#founders; number++) this.#add(number, this.lifecycle(number));
  }

  /** How many customers have come by the end of day `day` (0 is the first): those at places 0 to this, exclusive. */
  countBy(day: number): number {
    while (this.#countAfterDay.length <= day) this.#admit(this.#countAfterDay.length);
    return this.#countAfterDay[day] as number;
  }

  /** The number of the customer at a place of the roster. */
  numberAt(place: number): number {
    return this.#numbers[place] as number;
  }

  /** One of the numbers of the life of the customer at a place of the roster. */
  at(place: number, field: (typeof FIELDS)[number]): number {
    return this.#lives[place * FIELDS.length + FIELDS.indexOf(field)] as number;
  }

  /** True when all of the customer's family by number (0 to 2, 3 to 5, …) were there from the start. */
  hasFamily(number: number): boolean {
    return (Math.floor(number / FAMILY) + 1) * FAMILY <= this.#founders;
  }

  /** When the customer with this number comes, how often and how long. */
  lifecycle(number: number): Lifecycle {
    const random = this.#random.forkAt(1, number);
    const { start } = this.#options;
    const joinedAt = number < this.#founders ? start - Math.ceil(random.exponential(200 * DAY)) : this.#arrival(number).at;
    return drawLifecycle(random, joinedAt, Math.max(joinedAt, start));
  }

  /** True when the customer with this number is one of this world's, however late they come. */
  has(number: number): boolean {
    if (number < this.#founders) return true;
    const day = Math.floor((number - this.#founders) / this.#numbersADay);
    const place = (number - this.#founders) % this.#numbersADay;
    return place < this.#candidates(day) && this.#arrival(number).comes;
  }

  /** When the customer with this number would come, and whether they do: the busier the world, the more of them do. */
  #arrival(number: number): { readonly at: Instant; readonly comes: boolean } {
    const day = Math.floor((number - this.#founders) / this.#numbersADay);
    const random = this.#random.forkAt(2, number);
    const at = this.#options.start + day * DAY + Math.floor(random.next() * DAY);
    return { at, comes: random.next() * BUSIEST < busynessAt(this.#options.busy ?? [], at) };
  }

  /** How many numbers of a day are in use: the arrivals of the busiest world. */
  #candidates(day: number): number {
    return Math.min(this.#random.forkAt(3, day).poisson(this.#arrivalsADay), this.#numbersADay);
  }

  #admit(day: number): void {
    const first = this.#founders + day * this.#numbersADay;
    const end = first + this.#candidates(day);
    for (let number = first; number < end; number++) {
      if (this.#arrival(number).comes) this.#add(number, this.lifecycle(number));
    }
    this.#countAfterDay.push(this.#count);
  }

  #add(number: number, life: Lifecycle): void {
    if (this.#count === this.#numbers.length) this.#grow();
    this.#numbers[this.#count] = number;
    for (let field = 0; field < FIELDS.length; field++) {
      this.#lives[this.#count * FIELDS.length + field] = life[FIELDS[field] as (typeof FIELDS)[number]];
    }
    this.#count++;
  }

  #grow(): void {
    const numbers = new Uint32Array(this.#numbers.length * 2);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const lives = new Float64Array(this.#lives.length * 2);
    lives.set(this.#lives);
    this.#lives = lives;
  }
}
