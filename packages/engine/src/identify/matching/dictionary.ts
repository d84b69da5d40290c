import { GrowingInts } from './growing-array.js';

/**
 * Numbers that nobody has any more wait until they are at least so many, and a sixteenth of all: with them everything that is remembered about
 * pairs of values has to go, which is not worth it for a few.
 */
const LEAST_WAITING = 1_024;

/** The different values of a field (of several that exchange their values), with a number for each. A value that nobody has any more is forgotten at once; its number is given out again later. */
export class Dictionary {
  /** By number; '' where nobody has it. */
  readonly forms: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #uses = new GrowingInts();
  /** Numbers that nobody has, and that somebody may remember something by. */
  #waiting: number[] = [];
  #free: number[] = [];

  /** The number of a value that one more record has. */
  use(form: string): number {
    const known = this.#numbers.get(form);
    const number = known ?? this.#free.pop() ?? this.forms.length;
    if (known === undefined) {
      this.#numbers.set(form, number);
      this.forms[number] = form;
      if (number === this.#uses.length) this.#uses.push(0);
    }
    this.#uses.set(number, this.#uses.at(number) + 1);
    return number;
  }

  /** One record less has a value. @returns whether it was the last one, and the value is forgotten */
  release(number: number): boolean {
    const uses = this.#uses.at(number) - 1;
    this.#uses.set(number, uses);
    if (uses > 0) return false;
    this.#numbers.delete(this.forms[number] as string);
    this.forms[number] = '';
    this.#waiting.push(number);
    return true;
  }

  /** Whether so many numbers wait that they should be given out again. */
  get isFullOfForgotten(): boolean {
    return this.#waiting.length >= Math.max(LEAST_WAITING, this.forms.length / 16);
  }

  /** From now on forgotten numbers mean something else: to be called when nobody remembers anything by them. */
  reuseForgotten(): void {
    this.#free = this.#free.concat(this.#waiting);
    this.#waiting = [];
  }
}
