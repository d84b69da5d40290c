/**
 * Where a process may die with something half done. Each is one line in the code that does it: `passing('group written')`.
 * Nobody watches in production, and nothing can be switched on from outside: a watcher has to be code that is loaded before
 * the server, as the chaos tests do, which let the process kill itself here (docs/decisions/0010-named-steps.md).
 */
export const STEPS = [
  'request read',
  'items cleaned',
  'entries appended',
  'group written',
  'group synced',
  'quarantine written',
  'events folded',
  'outcomes known',
  'acts appended',
  'acts written',
  'segment begun',
  'snapshot half written',
  'snapshot renamed',
  'publication written',
  'publication filled',
  'attempt written',
  'message sent',
  'table loaded',
  'batch loaded',
  'erasure written',
  'warehouse erased',
  'redaction marked',
  'redaction done',
] as const;

/** The name of a step. */
export type Step = (typeof STEPS)[number];

let watcher: ((step: Step) => void) | undefined;

/** Says that a step is being passed. Costs one comparison. */
export function passing(step: Step): void {
  if (watcher !== undefined) watcher(step);
}

/** Lets something watch every step of this process; undefined ends it. For tests alone. @public */
export function watchSteps(watch: ((step: Step) => void) | undefined): void {
  watcher = watch;
}
