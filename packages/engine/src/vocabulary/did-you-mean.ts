/** The candidate that somebody who wrote `text` most likely meant, or undefined when none is near. */
export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  const longest = Math.max(1, Math.floor(text.length / 3));
  let best: string | undefined;
  let bestDistance = longest + 1;
  for (const candidate of candidates) {
    const distance = editDistance(text.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The least number of letters to change, add, leave out or swap with their neighbour; `enough` as soon as it cannot be less. */
function editDistance(left: string, right: string, enough: number): number {
  if (Math.abs(left.length - right.length) >= enough) return enough;
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const changed = (previous[column - 1] as number) + (same ? 0 : 1);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1] ? beforePrevious[column - 2] : undefined;
      current.push(Math.min(changed, (previous[column] as number) + 1, (current[column - 1] as number) + 1, (swapped ?? changed) + 1));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] as number;
}
