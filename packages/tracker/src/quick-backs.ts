/** Coming to a page: plain data, so that it can be kept while one page gives way to another. */
export interface Arrival {
  /** Milliseconds since 1970: it is compared across pages. */
  readonly at: number;
  /** The path of the page, without its query. */
  readonly path: string;
  /** By a link or an address, by going back, or the same page loaded again. */
  readonly way: 'new' | 'back' | 'reload';
}

/** When going back is quick. */
export interface QuickBackOptions {
  /** From coming to a page to leaving it by going back, in milliseconds: 5,000, too little to have read more than its headline. */
  readonly within: number;
}

export const QUICK_BACKS: QuickBackOptions = { within: 5_000 };

/** A page that was backed out of. */
export interface QuickBack {
  readonly path: string;
  /** How long it was seen. */
  readonly milliseconds: number;
}

/**
 * Whether this arrival ends a visit that began with the one before by going back quickly. Who goes back through several pages backs out of the first
 * alone: the others they had come to by going back.
 */
export function quickBack(
  before: Arrival | undefined,
  arrival: Arrival,
  { within }: QuickBackOptions = QUICK_BACKS,
): QuickBack | undefined {
  if (before === undefined || before.way !== 'new' || arrival.way !== 'back' || before.path === arrival.path) return undefined;
  const milliseconds = arrival.at - before.at;
  return milliseconds >= 0 && milliseconds <= within ? { path: before.path, milliseconds } : undefined;
}

/** What to keep for the next arrival: a page that is loaded again is still the same visit. */
export function lastArrival(before: Arrival | undefined, arrival: Arrival): Arrival {
  return arrival.way === 'reload' && before?.path === arrival.path ? before : arrival;
}
