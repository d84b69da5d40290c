/** So many deviations from the middle of the normal distribution that 95 % lie between them. */
export const DEVIATIONS_95 = 1.959963984540054;

/**
 * The quantile of the normal distribution, right to about 16 digits: algorithm AS 241 (PPND16) of M. J. Wichura, "The percentage points of the normal
 * distribution", Applied Statistics 37 (1988) 477–484.
 * @param probability between 0 and 1, neither included
 */
export function normalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(MIDDLE[0], r)) / polynomial(MIDDLE[1], r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? probability : 1 - probability));
  const [[above, below], shift] = r <= 5 ? ([TAIL, 1.6] as const) : ([FAR_TAIL, 5] as const);
  return (Math.sign(q) * polynomial(above, r - shift)) / polynomial(below, r - shift);
}

/**
 * The quantile of Student's t distribution by E. A. Cornish and R. A. Fisher's expansion (M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.7.5):
 * right to 1 % from 3 degrees of freedom on, to 1e-5 from 10 on.
 */
export function tQuantile(probability: number, degrees: number): number {
  const x = normalQuantile(probability);
  const square = x * x;
  const terms = [
    x * polynomial([1, 1], square) * (1 / 4),
    x * polynomial([3, 16, 5], square) * (1 / 96),
    x * polynomial([-15, 17, 19, 3], square) * (1 / 384),
    x * polynomial([-945, -1920, 1482, 776, 79], square) * (1 / 92160),
  ];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), x);
}

/** Lowest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

const MIDDLE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813,
    2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
    5226.495278852854,
  ],
] as const;
const TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
    0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345,
    1.0507500716444169e-9,
  ],
] as const;
const FAR_TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784,
    0.000027115555687434876, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548, 1.421511758316446e-7,
    2.0442631033899397e-15,
  ],
] as const;
