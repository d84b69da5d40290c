import type { CampaignDefinition } from '../vocabulary/campaign.js';
import { channelKey, type ChannelSpec, channelsOf, KEPT_SECRET } from '../vocabulary/channel-spec.js';
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
  const untold = inlineSecrets(campaign).filter(({ secret }) => secret === KEPT_SECRET);
  return [
    ...untold.map(({ pointer }) =>
      problem('invalid_value', pointer, 'the secret that stood here is not told, so it cannot be taken over', KEEP_IT),
    ),
    ...doubled(keys, problem),
  ];
}

/**
 * A campaign that was told without its secrets and comes back changed elsewhere: they stay as they are in the version in force, where they
 * stand at the same channel. One that is not there stays as it was told, and is refused.
 */
export function withSecretsInForce(campaign: CampaignDefinition, inForce: CampaignDefinition | undefined): CampaignDefinition {
  const { channel, channels } = campaign;
  const known = new Map((inForce === undefined ? [] : channelsOf(inForce)).map((spec) => [channelKey(spec), spec]));
  return {
    ...campaign,
    ...(channel !== undefined && { channel: withSecret(channel, known) }),
    ...(channels !== undefined && { channels: channels.map((spec) => withSecret(spec, known)) }),
  };
}

function withSecret(spec: ChannelSpec, known: ReadonlyMap<string, ChannelSpec>): ChannelSpec {
  if (!('webhook' in spec) || spec.webhook.secret !== KEPT_SECRET) return spec;
  const before = known.get(channelKey(spec));
  const secret = before !== undefined && 'webhook' in before ? before.webhook.secret : undefined;
  return typeof secret === 'string' ? { ...spec, webhook: { ...spec.webhook, secret } } : spec;
}

const KEEP_IT = 'keep it with `cusp secrets set NAME`, and name it here: secret: { secret: NAME }';

/** Secrets that stand in a campaign as text, where everybody can read them who has its file. */
export function inlineSecretWarnings(campaign: CampaignDefinition): readonly DefinitionProblem[] {
  return inlineSecrets(campaign).map(({ pointer }) => ({
    code: 'inline_secret',
    kind: 'campaign',
    name: campaign.name,
    pointer,
    message: 'a secret stands in the definition',
    remedy: KEEP_IT,
  }));
}

function inlineSecrets(campaign: CampaignDefinition): readonly { readonly pointer: string; readonly secret: string }[] {
  return channelsOf(campaign).flatMap((spec, index) => {
    if (!('webhook' in spec) || typeof spec.webhook.secret !== 'string') return [];
    const place = campaign.channels === undefined ? '/channel' : `/channels/${index}`;
    return [{ pointer: `${place}/webhook/secret`, secret: spec.webhook.secret }];
  });
}

type Problem = (code: string, pointer: string, message: string, remedy: string) => DefinitionProblem;

function doubled(keys: readonly string[], problem: Problem): readonly DefinitionProblem[] {
  return keys.flatMap((key, index) => {
    if (keys.indexOf(key) === index) return [];
    return [
      problem('invalid_value', `/channels/${index}`, `the channel ${key} is named twice`, 'a decision names its channel by this key'),
    ];
  });
}
