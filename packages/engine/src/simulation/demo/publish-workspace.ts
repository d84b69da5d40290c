import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';

/** Where the demo's campaigns send their webhooks. */
export interface OfferReceiver {
  readonly url: string;
  /** `whsec_…`: what the webhooks are signed with. */
  readonly secret: string;
}

/** Stands in the demo's files where the receiver's address belongs. */
export const RECEIVER_PLACEHOLDER = 'demo:offers';

/**
 * The definitions of a folder's `*.yaml` files, in the order of the files' names, with the receiver filled in.
 * @throws CuspError invalid_definition when a file is no YAML or a document in it is no mapping.
 */
export async function readWorkspace(directory: string, receiver: OfferReceiver): Promise<JsonObject[]> {
  const files = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const perFile = await Promise.all(files.map(async (name) => parseDefinitions(name, await readFile(join(directory, name), 'utf8'))));
  return perFile.flat().map((definition) => withReceiver(definition, receiver));
}

function parseDefinitions(name: string, text: string): JsonObject[] {
  const documents = parseAllDocuments(text);
  return [...documents].map((document) => {
    const error = document.errors[0];
    if (error) throw new CuspError(ERRORS.invalidDefinition, `${name}: ${error.message}`, { cause: error });
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (!isJsonObject(value)) throw new CuspError(ERRORS.invalidDefinition, `${name} holds a document that is no mapping`);
    return value;
  });
}

function withReceiver(definition: JsonObject, receiver: OfferReceiver): JsonObject {
  const channel = definition.channel;
  if (definition.kind !== 'campaign' || !isJsonObject(channel) || !isJsonObject(channel.webhook)) return definition;
  if (channel.webhook.url !== RECEIVER_PLACEHOLDER) return definition;
  return { ...definition, channel: { webhook: { ...channel.webhook, url: receiver.url, secret: receiver.secret } } };
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
