import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { channelKey, channelsOf } from '../vocabulary/channel-spec.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';

/** What is wrong with how a campaign names its channels, beyond their shape. */
export function channelProblems(campaign: CampaignDefinition): readonly DefinitionProblem[] {
  const { name, channel, channels } = campaign;
  const problem = (code: string, pointer: string, message: string, remedy: string): DefinitionProblem => ({
    code,
    kind: 'campaign',
    name,
    pointer,
    message,
    remedy,
  });
  if (channel === undefined && channels === undefined)
    return [problem('missing_field', '', 'channel is missing', 'add channel: { webhook: … }, { email: … } or { site: … }')];
  if (channel !== undefined && channels !== undefined)
    return [problem('invalid_value', '/channels', 'it has channel and channels', 'name one channel, or several in channels alone')];
  const keys = channelsOf(campaign).map(channelKey);
  return keys.flatMap((key, index) => {
    if (keys.indexOf(key) === index) return [];
    return [
      problem('invalid_value', `/channels/${index}`, `the channel ${key} is named twice`, 'a decision names its channel by this key'),
    ];
  });
}
