import { type Check, pass, refuse } from './check.js';

type Saw = { holds: boolean | null };

/** Nobody is contacted while what the campaign names under `notWhile` holds. What nobody can say counts as if it did. */
export const badTiming: Check<Saw> = {
  check: 'bad_timing',
  see: ({ campaign, look }) => (campaign.notWhile === undefined ? undefined : { holds: look.holdsAudience(campaign.notWhile) }),
  judge: ({ holds }) => {
    if (holds === null) return refuse('bad_timing', 'what it waits for names something that is not in force any more');
    return holds ? refuse('bad_timing', 'what it waits for still holds') : pass('nothing speaks against the time');
  },
};
