import type { RecheckAnswer } from '../act/recheck.js';
import { reconsider } from '../decide/reconsider.js';
import type { Pipeline } from '../pipeline.js';
import type { Decision } from '../vocabulary/decision.js';
import { formatIdentifier } from '../vocabulary/identifier.js';
import type { Instant } from '../vocabulary/instant.js';

/** Looks at a decision again before an attempt, with everything folded that the journal holds by then. */
export async function recheck(pipeline: Pipeline, decision: Decision, attempt: number, heldUntil?: Instant): Promise<RecheckAnswer> {
  await pipeline.caughtUp();
  const now = pipeline.clock.now();
  const campaign = pipeline.definitions.campaign(decision.campaign, decision.version);
  if (campaign === undefined) return { ok: false, refused: 'paused' };
  const look = pipeline.lookAt(formatIdentifier(decision.identifier), now);
  const answer = reconsider(campaign.definition, decision, { attempt, heldUntil }, look, now);
  if (answer.send === 'now') return { ok: true };
  return answer.send === 'later' ? { ok: false, until: answer.at, reason: answer.reason } : { ok: false, refused: answer.reason };
}
