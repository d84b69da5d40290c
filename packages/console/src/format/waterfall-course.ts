/** Where bars lie between the least (0) and the greatest (1) sum that is reached. */
export interface WaterfallCourse {
  readonly zero: number;
  /** One for each step, from the smaller to the greater sum, and at last one from zero to the sum of all. */
  readonly bars: readonly { readonly from: number; readonly to: number }[];
}

/** How the sum of some steps grows and shrinks, beginning at zero. */
export function waterfallCourse(steps: readonly number[]): WaterfallCourse {
  const sums = [0];
  for (const step of steps) sums.push((sums.at(-1) ?? 0) + step);
  const [least, greatest] = [Math.min(...sums), Math.max(...sums)];
  const length = greatest - least || 1;
  const place = (sum: number): number => Math.min(1, Math.max(0, (sum - least) / length));
  const bar = (one: number, other: number) => ({ from: place(Math.min(one, other)), to: place(Math.max(one, other)) });
  const bars = steps.map((_, index) => bar(sums[index] ?? 0, sums[index + 1] ?? 0));
  return { zero: place(0), bars: [...bars, bar(0, sums.at(-1) ?? 0)] };
}
