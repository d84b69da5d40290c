/** Four bins an octave: a quantile is right to about 9 per cent. */
const AN_OCTAVE = 4;
const SMALLEST_OCTAVE = -10;
const OCTAVES = 42;
const HALF = OCTAVES * AN_OCTAVE;

/** Counts of numbers in bins whose widths grow with the numbers, by bin. Zero is bin 0; what is beyond the last bin is in it. */
export type Bins = Map<number, number>;

/** The bin of a number: 0 for zero (and less than 2^-10), positive and negative alike by magnitude. */
export function binOf(value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude >= 2 ** SMALLEST_OCTAVE)) return 0;
  const bin = Math.min(HALF, 1 + Math.floor((Math.log2(magnitude) - SMALLEST_OCTAVE) * AN_OCTAVE));
  return value < 0 ? -bin : bin;
}

/** The octave of a bin: coarser, for comparing two sets of counts. */
export function octaveOf(bin: number): number {
  return bin === 0 ? 0 : Math.sign(bin) * (1 + Math.floor((Math.abs(bin) - 1) / AN_OCTAVE));
}

export function countIn(bins: Map<number, number>, bin: number): void {
  bins.set(bin, (bins.get(bin) ?? 0) + 1);
}

/** The value below which a share of the numbers lies, as the middle of its bin; null when there are none. */
export function quantileOf(bins: Bins, share: number): number | null {
  const ordered = [...bins].sort(([left], [right]) => left - right);
  const total = ordered.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let left = share * total;
  for (const [bin, count] of ordered) {
    left -= count;
    if (left <= 0) return middleOf(bin);
  }
  return middleOf((ordered.at(-1) as [number, number])[0]);
}

function middleOf(bin: number): number {
  if (bin === 0) return 0;
  return Math.sign(bin) * 2 ** (SMALLEST_OCTAVE + (Math.abs(bin) - 0.5) / AN_OCTAVE);
}
