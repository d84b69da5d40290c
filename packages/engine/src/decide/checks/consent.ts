import { formatInstant } from '../../vocabulary/instant.js';
import { type Check, pass, refuse } from './check.js';

type Saw = { purpose: string; state: string; since: string | null; messageId: string | null; rule: string };

/** No message without a valid choice for the campaign's purpose; silence is a no where the purpose needs opt-in. */
export const consent: Check<Saw> = {
  check: 'consent',
  see: ({ campaign: { purpose }, look }) => {
    const { state, since, messageId } = look.consent(purpose);
    return { purpose, state, since: since === null ? null : formatInstant(since), messageId, rule: look.silence(purpose) };
  },
  judge: ({ purpose, state, rule }) => {
    if (state === 'denied') return refuse('consent_denied', `${purpose} was denied`);
    if (state === 'granted') return pass(`${purpose} was granted`);
    return rule === 'optOut'
      ? pass(`nobody objected to ${purpose}`)
      : refuse('consent_unknown', `${purpose} needs opt-in, and no choice is known`);
  },
};
