/** Odds as log2, with their sign: `+3.2`, `−1.5`, `0`. */
export function bitsText(bits: number): string {
  const rounded = Math.round(bits * 10) / 10;
  if (rounded === 0) return '0';
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded).toFixed(1)}`;
}
