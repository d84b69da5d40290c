/** A decimal number: `unscaled × 10^-scale`. */
interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/**
 * The sum of numbers as they are written: 0.1 and 0.2 make 0.3, in any order and however many they are. It is rounded once, at the end.
 */
export class DecimalSum {
  #unscaled = 0n;
  #scale = 0;

  /** Adds a number, or the product of two. @param texts Numbers as JSON writes them. */
  add(...texts: readonly string[]): void {
    let term: Decimal = { unscaled: 1n, scale: 0 };
    for (const text of texts) {
      const factor = decimalOf(text);
      term = { unscaled: term.unscaled * factor.unscaled, scale: term.scale + factor.scale };
    }
    const scale = Math.max(this.#scale, term.scale);
    this.#unscaled = raised(this.#unscaled, scale - this.#scale) + raised(term.unscaled, scale - term.scale);
    this.#scale = scale;
  }

  /** The number nearest to the sum. */
  value(): number {
    const value = Number(`${this.#unscaled}e${-this.#scale}`);
    return value === 0 ? 0 : value;
  }
}

function decimalOf(text: string): Decimal {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`'${text}' is no decimal number`);
  const [, sign = '', whole = '', part = '', exponent = '0'] = match;
  const digits = BigInt(`${whole}${part}` || '0');
  const unscaled = sign === '-' ? -digits : digits;
  const scale = part.length - Number(exponent);
  return scale >= 0 ? { unscaled, scale } : { unscaled: raised(unscaled, -scale), scale: 0 };
}

function raised(value: bigint, power: number): bigint {
  return power === 0 ? value : value * 10n ** BigInt(power);
}
