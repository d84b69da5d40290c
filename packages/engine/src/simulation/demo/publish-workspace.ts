import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import { formatProblem } from '../../workspace/problem.js';
import { readWorkspace } from '../../workspace/read-workspace.js';

/** Where the demo's campaigns send their webhooks. */
export interface OfferReceiver {
  readonly url: string;
  /** `whsec_…`: what the webhooks are signed with; absent: the engine's own secret. */
  readonly secret?: string;
}

/** Stands in the demo's files where the receiver's address belongs. */
const RECEIVER_PLACEHOLDER = 'demo:offers';

/**
 * The definitions of a workspace's files, with the receiver filled in.
 * @throws CuspError invalid_definition when something is wrong with the files, unreadable_file.
 */
export async function readDemoWorkspace(directory: string, receiver: OfferReceiver): Promise<JsonObject[]> {
  const { definitions, problems } = await readWorkspace(directory);
  if (problems.length > 0) throw new CuspError(ERRORS.invalidDefinition, problems.map(formatProblem).join('; '));
  return definitions.map(({ definition }) => withReceiver(definition, receiver));
}

function withReceiver(definition: JsonObject, receiver: OfferReceiver): JsonObject {
  const channel = definition.channel;
  if (definition.kind !== 'campaign' || !isJsonObject(channel) || !isJsonObject(channel.webhook)) return definition;
  if (channel.webhook.url !== RECEIVER_PLACEHOLDER) return definition;
  return { ...definition, channel: { webhook: { ...channel.webhook, ...receiver } } };
}

/** Publishes definitions over the management API. @throws CuspError when the engine cannot be reached or refuses them. */
export async function publishDefinitions(options: {
  readonly url: string;
  readonly adminToken: string;
  readonly definitions: readonly JsonObject[];
  readonly reason: string;
}): Promise<void> {
  const headers = { authorization: `Bearer ${options.adminToken}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ definitions: options.definitions, reason: options.reason });
  const address = new URL('/api/v1/definitions', options.url).href;
  const response = await fetch(address, { method: 'PUT', headers, body }).catch((error: unknown) => {
    throw new CuspError(ERRORS.unreachable, `${options.url} does not answer`, { cause: error });
  });
  const answer = await response.text();
  if (response.ok) return;
  const kind = response.status === 401 ? ERRORS.unauthorized : ERRORS.invalidDefinition;
  throw new CuspError(kind, `the engine answered ${response.status} ${answer.slice(0, 2_000)}`);
}
