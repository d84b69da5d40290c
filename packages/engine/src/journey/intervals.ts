/** The normal quantile of a two-sided interval of 95 %. */
const Z = 1.959964;

/** Sums over customers of products of what each has: n journeys, y of them with success. */
export interface ClusterSums {
  readonly n: number;
  readonly y: number;
  readonly nn: number;
  readonly ny: number;
  readonly yy: number;
}

/**
 * The interval of 95 % of a rate whose journeys come by customer: Wilson's, with as many journeys as would tell as much if each were a customer's only one.
 * @returns the whole range when there is no journey
 */
export function rateInterval({ n, y, nn, ny, yy }: ClusterSums): [number, number] {
  if (n === 0) return [0, 1];
  const rate = y / n;
  const variance = (yy - 2 * rate * ny + rate * rate * nn) / (n * n);
  const plain = (rate * (1 - rate)) / n;
  // Never as if there were more of them than there are. Where all went the same way, a customer's journeys may be copies of one.
  const alike = plain > 0 ? variance / plain : nn / n;
  const size = n / Math.max(1, alike);
  const centre = (rate + (Z * Z) / (2 * size)) / (1 + (Z * Z) / size);
  const half = (Z / (1 + (Z * Z) / size)) * Math.sqrt((rate * (1 - rate)) / size + (Z * Z) / (4 * size * size));
  // Rounded, the rate itself could be just outside.
  return [Math.max(0, Math.min(rate, centre - half)), Math.min(1, Math.max(rate, centre + half))];
}

/** Sums over the customers who came by a step at all: n1 and y1 of the journeys with it, n and y of all their journeys. */
export interface SplitSums {
  readonly n1: number;
  readonly y1: number;
  readonly n1n1: number;
  readonly n1y1: number;
  readonly y1y1: number;
  readonly n1n: number;
  readonly n1y: number;
  readonly y1n: number;
  readonly y1y: number;
}

/** How many times as often the goal is reached with a step as without it, with an interval of 95 %. */
export interface Ratio {
  readonly ratio: number;
  readonly interval: readonly [number, number];
}

/**
 * Compares the journeys with a step to those without it. The variance is that of the logarithm, with what each customer adds counted as one: journeys of one customer
 * are alike.
 * @returns undefined when either side has no journey or no success
 */
export function successRatio(all: ClusterSums, part: SplitSums): Ratio | undefined {
  const without = { n: all.n - part.n1, y: all.y - part.y1 };
  if (part.y1 === 0 || without.y === 0) return undefined;
  const ratio = part.y1 / part.n1 / (without.y / without.n);
  // What a customer adds is a·y1 + b·n1 + c·y + d·n, with y0 = y − y1 and n0 = n − n1 put in.
  const [a, b] = [1 / part.y1 + 1 / without.y, -1 / part.n1 - 1 / without.n];
  const [c, d] = [-1 / without.y, 1 / without.n];
  const squares = a * a * part.y1y1 + b * b * part.n1n1 + c * c * all.yy + d * d * all.nn;
  const products = a * b * part.n1y1 + a * c * part.y1y + a * d * part.y1n + b * c * part.n1y + b * d * part.n1n + c * d * all.ny;
  const spread = Math.sqrt(Math.max(0, squares + 2 * products));
  return { ratio, interval: [ratio * Math.exp(-Z * spread), ratio * Math.exp(Z * spread)] };
}
