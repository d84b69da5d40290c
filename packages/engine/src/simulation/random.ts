/** The 128 bits that a stream of random numbers is drawn from, kept so that forks do not depend on how much was drawn. */
type Key = readonly [number, number, number, number];

/**
 * A seeded stream of random numbers (the sfc32 generator), with named forks and the distributions that the world needs.
 * A fork depends only on the seed and on the fork's name, never on what was drawn before: so any part of a world can be made on its own.
 */
export class Random {
  readonly #key: Key;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  private constructor(key: Key) {
    this.#key = key;
    this.#a = key[0];
    this.#b = key[1];
    this.#c = key[2] ^ key[3];
    for (let round = 0; round < 12; round++) this.#draw();
  }

  /** The stream of a seed. */
  static of(seed: string | number): Random {
    return new Random(absorbText([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], String(seed)));
  }

  /** An independent stream by name. */
  fork(name: string): Random {
    return new Random(absorbText(this.#key, name));
  }

  /** An independent stream by whole numbers (0 to 2^32 − 1): the cheap form of {@link fork} for hot loops. */
  forkAt(first: number, second = 0, third = 0): Random {
    return new Random(absorb(absorb(absorb(this.#key, first), second), third));
  }

  /** Uniform in [0, 1), with 32 random bits. */
  next(): number {
    return this.#draw() / 4_294_967_296;
  }

  /** 32 random bits, as a whole number from 0. */
  word(): number {
    return this.#draw();
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items, each equally likely. @throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(items.length * this.next())];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** The position of one of the weights, drawn in proportion to them. */
  weighted(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) total += weight;
    let left = total * this.next();
    for (let index = 0; index < weights.length; index++) {
      left -= weights[index] as number;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  /** `count` different items (or all, when there are fewer), in random order. */
  sample<T>(items: readonly T[], count: number): T[] {
    const pool = [...items];
    const taken: T[] = [];
    while (taken.length < count && pool.length > 0) taken.push(...pool.splice(Math.floor(pool.length * this.next()), 1));
    return taken;
  }

  /** Exponential with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Normal with mean 0 and deviation 1 (Box and Muller's method). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal: half of the draws lie below `median`; `spread` is the deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** A count of independent rare things, `mean` of them on average. */
  poisson(mean: number): number {
    let count = 0;
    let left = mean;
    while (left > 30) {
      count += this.#smallPoisson(30);
      left -= 30;
    }
    return count + this.#smallPoisson(left);
  }

  /** Knuth's method; fit for means whose exponential does not vanish. */
  #smallPoisson(mean: number): number {
    const limit = Math.exp(-mean);
    let product = this.next();
    let count = 0;
    while (product > limit) {
      product *= this.next();
      count++;
    }
    return count;
  }

  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}

/** Spreads every input bit over all 32 (the finaliser of MurmurHash3). */
export function scatter(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function absorb(key: Key, value: number): Key {
  const first = scatter(key[0] ^ Math.imul(value, 0x9e3779b1) ^ 0x7f4a7c15);
  const second = scatter((key[1] + first) ^ Math.imul(value, 0x85157af5));
  const third = scatter((key[2] ^ second) + value);
  return [first, second, third, scatter(key[3] + third)];
}

function absorbText(key: Key, text: string): Key {
  let mixed = absorb(key, text.length);
  for (let index = 0; index < text.length; index++) mixed = absorb(mixed, text.charCodeAt(index));
  return mixed;
}
