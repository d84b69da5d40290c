/** Longer terms are cut: nobody searches with a page of text on purpose. */
const LONGEST = 100;

/** Fewer letters than this are too few to tell a slip of the fingers from another word. */
const SHORTEST_FOLDED = 5;
/** A spelling counts as a slip only when the other one has so many times its customers. */
const TIMES_MORE = 5;
/** With more different terms than this, the rarest are not looked at for slips. */
const MOST_FOLDED = 50_000;

/**
 * What a search term is told apart by: Unicode's compatibility form in lower case, accents away, punctuation and white space as one blank. Word order, plurals and
 * spelling stay as they are.
 */
export function normalTerm(text: string): string {
  return text
    .slice(0, LONGEST)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+#&%]+/gu, ' ')
    .trim();
}

/**
 * Finds slips of the fingers: a term with at least five letters whose spelling is one letter more, less, other or two neighbours swapped away from exactly
 * one term with five times its customers at least. The first letter and all digits have to be the same.
 * @param customers how many searched, by term
 * @returns by term that is a slip, the one that was meant
 */
export function slipsAmong(customers: ReadonlyMap<string, number>): ReadonlyMap<string, string> {
  const terms = [...customers.keys()]
    .filter((term) => [...term].length >= SHORTEST_FOLDED)
    .sort((left, right) => (customers.get(right) as number) - (customers.get(left) as number))
    .slice(0, MOST_FOLDED);
  const near = new Map<string, string[]>();
  const slips = new Map<string, string>();
  for (const term of terms) {
    const count = customers.get(term) as number;
    const meant = new Set<string>();
    const forms = shortened(term);
    for (const form of forms)
      for (const other of near.get(form) ?? [])
        if ((customers.get(other) as number) >= TIMES_MORE * count && isSlip(term, other)) meant.add(other);
    const [only] = meant;
    if (meant.size === 1 && only !== undefined) {
      slips.set(term, only);
      continue;
    }
    for (const form of forms) {
      const known = near.get(form);
      if (known === undefined) near.set(form, [term]);
      else known.push(term);
    }
  }
  return slips;
}

/** The term, and with each letter left out in turn: two terms one letter apart share one of these. */
function shortened(term: string): ReadonlySet<string> {
  const letters = [...term];
  return new Set([term, ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))]);
}

/** Whether two terms are one slip apart, and neither begins otherwise nor has other digits. */
function isSlip(one: string, other: string): boolean {
  if (one[0] !== other[0] || digitsOf(one) !== digitsOf(other)) return false;
  const [left, right] = [[...one], [...other]];
  let from = 0;
  while (from < left.length && left[from] === right[from]) from++;
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > from && rightEnd > from && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd--;
    rightEnd--;
  }
  const [fewer, more] = [Math.min(leftEnd, rightEnd) - from, Math.max(leftEnd, rightEnd) - from];
  if (more <= 1) return true;
  return fewer === 2 && more === 2 && left[from] === right[from + 1] && left[from + 1] === right[from];
}

function digitsOf(term: string): string {
  return term.replace(/\P{N}+/gu, ' ').trim();
}
