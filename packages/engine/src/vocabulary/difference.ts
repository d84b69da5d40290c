/** One way in which a definition differs from another. */
export interface DefinitionDifference {
  readonly change: 'added' | 'removed' | 'changed';
  /** JSON pointer into the definition that has it: the newer one, unless it was removed. */
  readonly pointer: string;
  /** `not › performed Order Completed: within 30d → 60d` */
  readonly words: string;
}
