const WIDTH = 160;
const HEIGHT = 28;
/** So that a line at the top or bottom is not cut in half. */
const MARGIN = 2;

/** Shares (0 to 1) in their order as a small line; the same height for all, so that lines can be compared. */
export function Sparkline({ shares, label }: { shares: readonly number[]; label: string }) {
  const step = WIDTH / Math.max(1, shares.length - 1);
  const points = shares.map((share, index) => `${(index * step).toFixed(1)},${(MARGIN + (1 - share) * (HEIGHT - 2 * MARGIN)).toFixed(1)}`);
  // One day is a point, and a line needs two.
  const line = points.length === 1 ? `${points[0] as string} ${WIDTH},${(points[0] as string).split(',')[1] as string}` : points.join(' ');
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <polyline points={line} />
    </svg>
  );
}
