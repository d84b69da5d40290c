/** How two values of one kind of field are compared. */
export interface Comparison {
  /** In words, the strongest first. The first is equality, the last is that nothing agrees. */
  readonly levels: readonly string[];
  /** Up to this level two values count as one that was misspelt; how rare it is then says something, as it does for equality (0). */
  readonly misspelt: number;
  /**
   * The level of two different normalised values: at least 1, below `levels.length`. Equal values are level 0 and are not asked.
   * Symmetric: the order of the two does not matter.
   */
  level(a: string, b: string): number;
}
