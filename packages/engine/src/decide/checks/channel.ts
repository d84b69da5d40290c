import { durationInWords } from '../../vocabulary/instant.js';
import type { RefusalReason } from '../../vocabulary/decision.js';
import { channelKey, channelsOf } from '../../vocabulary/channel-spec.js';
import { isWithinCap } from '../sent.js';
import type { Check, Question } from './check.js';
import { pass, refuse } from './check.js';

type Way = {
  channel: string;
  reaches: boolean;
  suppressed: string | null;
  sent: number | null;
  times: number | null;
  within: string | null;
};
type Saw = { ways: Way[]; preferred: string | null };

/**
 * The channel: the one that the customer prefers where the campaign chooses by that and they are known to prefer one of its channels, else the
 * first of its channels, in its order, that reaches them: there is an address, nothing came back from it, they did not sign off, and
 * the workspace's cap for the channel leaves room.
 */
export const channel: Check<Saw> = {
  check: 'channel',
  see: (question) => ({
    ways: channelsOf(question.campaign)
      .map(channelKey)
      .map((key) => wayOf(key, question)),
    preferred: question.campaign.choose?.channel === 'preferred' ? textOr(question.look.metric('preferred_channel')) : null,
  }),
  judge: ({ ways, preferred }, { campaign }) => {
    const [first] = ways;
    if (first === undefined) return refuse('unreachable', 'the campaign has no channel');
    const open = ways.filter((way) => obstacleOf(way) === null);
    const [chosen] = open.filter((way) => way.channel === preferred).concat(open);
    if (chosen === undefined) {
      const [reason, words] = obstacleOf(first) as Obstacle;
      return refuse(reason, words);
    }
    return pass(wordsFor(chosen, { first, preferred, byHabit: campaign.choose?.channel === 'preferred' }), { channel: chosen.channel });
  },
};

function wayOf(key: string, { campaign, look, now }: Question): Way {
  const cap = look.workspace()?.caps?.channels?.[key];
  const sent = cap && look.sent().filter((one) => one.channel === key && isWithinCap(one, cap, now)).length;
  return {
    channel: key,
    reaches: look.reaches(key),
    suppressed: look.suppressedBy(key, campaign.purpose),
    sent: sent ?? null,
    times: cap?.times ?? null,
    within: cap?.within ?? null,
  };
}

type Obstacle = readonly [RefusalReason, string];

function obstacleOf({ channel: key, reaches, suppressed, sent, times, within }: Way): Obstacle | null {
  if (!reaches) return ['unreachable', `${key} cannot reach the customer: no address is known`];
  if (suppressed !== null) return ['suppressed', `${key} must not be used for the customer: ${suppressed}`];
  if (sent === null || times === null || sent < times) return null;
  return ['frequency_cap', `${sent} of at most ${times} sent by ${key} within ${durationInWords(within ?? '')}`];
}

function wordsFor(
  chosen: Way,
  { first, preferred, byHabit }: { readonly first: Way; readonly preferred: string | null; readonly byHabit: boolean },
): string {
  if (chosen.channel === preferred) return `${chosen.channel}: the customer prefers it`;
  const habit = byHabit ? `; ${preferred === null ? 'no preference is known' : `they prefer ${preferred}, which does not do`}` : '';
  const why = chosen === first ? 'the first' : `the first that does: ${(obstacleOf(first) as Obstacle)[1]}`;
  return `${chosen.channel}: ${why}${habit}`;
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
