/**
 * The logarithm of the gamma function, for arguments above 0: Stirling's series after shifting the argument to at least 8
 * (Abramowitz and Stegun 6.1.41). Relative error below 1e-12.
 */
export function logGamma(x: number): number {
  let shift = 1;
  let z = x;
  while (z < 8) {
    shift *= z;
    z += 1;
  }
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (z - 0.5) * Math.log(z) - z + 0.9189385332046728 + series - Math.log(shift);
}
