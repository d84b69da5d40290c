import { type Check, pass, refuse } from './check.js';

type Saw = { performed: string | null; reached: boolean; unless: boolean };

/** A follow-up is for those alone who have not reached the goal yet, and for whom what it says under `unless` does not hold. */
export const goal: Check<Saw> = {
  check: 'goal',
  see: ({ campaign, cause, step, look }) => {
    if (step === 0) return undefined;
    const unless = campaign.followUps?.[step - 1]?.unless;
    return {
      performed: campaign.goal?.performed ?? null,
      reached: campaign.goal !== undefined && look.performedSince(campaign.goal.performed, cause.at),
      // What nobody can say is no reason to write once more.
      unless: unless !== undefined && look.holdsAudience(unless) !== false,
    };
  },
  judge: ({ performed, reached, unless }) => {
    if (reached) return refuse('goal_reached', `the customer has reached the goal: ${performed}`);
    if (unless) return refuse('not_in_audience', 'what ends the follow-up holds');
    return pass(performed === null ? 'the campaign has no goal that would end it' : `not reached yet: ${performed}`);
  },
};
