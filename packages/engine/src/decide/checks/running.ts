import { type Check, pass, refuse } from './check.js';

type Saw = { state: string };

/** A campaign that is paused or stopped, or waits for approval, acts on nobody. */
export const running: Check<Saw> = {
  check: 'running',
  see: ({ campaign, version, look }) => ({ state: look.stateOf(campaign.name, version) }),
  judge: ({ state }) => {
    if (state === 'awaitingApproval') return refuse('awaiting_approval', 'the campaign waits for approval');
    return state === 'running' ? pass('the campaign runs') : refuse('paused', `the campaign is ${state}`);
  },
};
