/** Something that has a number of members. */
interface Counted {
  readonly name: string;
  readonly count: number;
}

/** What moved most since `before` (counts by name) comes first, then what has most members. What was not there before has not moved. */
export function byMovement<T extends Counted>(
  now: readonly T[],
  before: Readonly<Record<string, number>>,
): (T & { readonly moved: number })[] {
  return now
    .map((each) => ({ ...each, moved: each.count - (Object.hasOwn(before, each.name) ? (before[each.name] ?? each.count) : each.count) }))
    .sort((left, right) => Math.abs(right.moved) - Math.abs(left.moved) || right.count - left.count || (left.name < right.name ? -1 : 1));
}
