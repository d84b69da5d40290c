/** What a workspace may hold: beyond it a file is refused before it is parsed. */
export interface WorkspaceLimits {
  readonly files: number;
  readonly fileBytes: number;
  /** Nesting of maps and lists. */
  readonly depth: number;
  /** Nodes that aliases (`*name`) may be expanded to: guards against a "billion laughs". */
  readonly aliases: number;
  readonly definitions: number;
}

/** Generous for anything written by hand or by a generator, and small enough to parse at once. */
export const WORKSPACE_LIMITS: WorkspaceLimits = {
  files: 5_000,
  fileBytes: 1_048_576,
  depth: 64,
  aliases: 100,
  definitions: 20_000,
};
