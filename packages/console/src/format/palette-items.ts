/** Something that can be gone to. */
export interface PaletteItem {
  readonly kind: 'page' | 'segment' | 'moment' | 'campaign' | 'customer';
  readonly name: string;
  /** Its address. */
  readonly to: string;
}

/** How many are shown. */
const MOST = 12;

/** What fits to what was typed, the best first: what begins with it, then what has a word that does, then what has all of its letters somewhere. */
export function paletteItems(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return items.filter(({ kind }) => kind === 'page').slice(0, MOST);
  return items
    .map((item) => ({ item, rank: rankOf(item.name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < 3)
    .sort((left, right) => left.rank - right.rank)
    .slice(0, MOST)
    .map(({ item }) => item);
}

function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[\s@._-]+/).some((word) => word.startsWith(wanted))) return 1;
  return name.includes(wanted) ? 2 : 3;
}
