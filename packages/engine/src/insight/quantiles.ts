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
    3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
    6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
  ],
  [
    1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.930789580009271061e4,
    2.8729085735721942674e4, 5.226495278852854561e3,
  ],
] as const;
const TAIL = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
    2.4178072517745061177e-1, 2.27238449892691845833e-2, 7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1, 1.4810397642748007459e-1, 1.51986665636164571966e-2,
    5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
] as const;
const FAR_TAIL = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1, 2.6532189526576123093e-2,
    1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2, 7.868691311456132591e-4, 1.8463183175100546818e-5,
    1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
] as const;
