import type { PersonId } from './access.js';

/** Whose approval a campaign asks for: nobody's, anybody's who may approve, or that of another person than those who wrote or published it. */
export type Approval = boolean | 'fourEyes';

/** What is stricter of what a campaign and its workspace ask for. */
export function stricterApproval(left: Approval = false, right: Approval = false): Approval {
  return left === 'fourEyes' || right === 'fourEyes' ? 'fourEyes' : left || right;
}

/** Whether somebody's approval is one. @param approver null: nobody knows who it was, as with the admin token */
export function countsAsApproval(asked: Approval, approver: PersonId | null, authors: readonly PersonId[]): boolean {
  return asked !== 'fourEyes' || (approver !== null && !authors.includes(approver));
}
