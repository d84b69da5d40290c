import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import { KEPT_SECRET } from '../../vocabulary/channel-spec.js';

/** A definition as it may be told: a secret that stands in a campaign's channel is not; the name of one that the vault keeps is no secret. */
export function withoutSecrets(definition: object): JsonObject {
  const told = { ...definition } as JsonObject;
  if (told['kind'] !== 'campaign') return told;
  const { channel, channels } = told;
  return {
    ...told,
    ...(channel !== undefined && { channel: bare(channel) }),
    ...(Array.isArray(channels) && { channels: channels.map(bare) }),
  };
}

function bare(spec: JsonObject[string]): JsonObject[string] {
  if (!isJsonObject(spec) || !isJsonObject(spec['webhook']) || typeof spec['webhook']['secret'] !== 'string') return spec;
  return { ...spec, webhook: { ...spec['webhook'], secret: KEPT_SECRET } };
}
