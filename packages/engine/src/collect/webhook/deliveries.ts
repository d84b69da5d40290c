import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { valueAt } from '../mapping/document-path.js';
import type { WebhookSettings } from './settings.js';

/** One document of a request, under the key by which its repetition is known. */
export interface Delivery {
  readonly key: string;
  readonly document: Json;
}

/** Deliveries in one request. */
const MOST_DELIVERIES = 2_500;
/** Characters of an id that a sender gives; longer ones count by their hash. */
const LONGEST_ID = 200;

/**
 * Takes a request apart into its deliveries, each under its key: the sender's id where there is one, else a hash of the body and the
 * place in it. An id in the document itself holds also when the sender cuts its batches anew.
 * @throws CuspError body_too_large, or invalid_json when `each` leads to no array
 */
export function deliveriesOf(
  settings: WebhookSettings,
  request: { readonly payload: Json; readonly body: Buffer; readonly header: (name: string) => string | undefined },
): readonly Delivery[] {
  const { payload, body, header } = request;
  const documents = documentsOf(payload, settings.each);
  const { deliveryId } = settings;
  const path = deliveryId !== undefined && 'path' in deliveryId ? valueAt(deliveryId.path) : undefined;
  const name = deliveryId !== undefined && 'header' in deliveryId ? deliveryId.header : isStandard(settings) ? 'webhook-id' : undefined;
  const sent = name === undefined ? undefined : header(name);
  const common = sent === undefined || sent === '' ? `body ${digest(body)}` : `id ${bounded(sent)}`;
  const alone = documents.length === 1 && documents[0] === payload;
  return documents.map((document, index) => {
    const own = path !== undefined && isJsonObject(document) ? idOf(path(document)) : undefined;
    return { key: own === undefined ? (alone ? common : `${common} ${index}`) : `id ${own}`, document };
  });
}

function documentsOf(payload: Json, each: string | undefined): readonly Json[] {
  const found = each === undefined || !isJsonObject(payload) ? payload : valueAt(each)(payload);
  if (each !== undefined && isJsonObject(payload) && !Array.isArray(found))
    throw new CuspError(ERRORS.invalidJson, `there is no array at ${each}`);
  const documents = Array.isArray(found) ? found : [found as Json];
  if (documents.length > MOST_DELIVERIES)
    throw new CuspError(ERRORS.bodyTooLarge, `${documents.length} deliveries in one request; at most ${MOST_DELIVERIES}`);
  return documents;
}

function isStandard({ signature }: WebhookSettings): boolean {
  return typeof signature === 'object' && 'standard' in signature;
}

function idOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? bounded(value) : undefined;
}

function bounded(id: string): string {
  return id.length <= LONGEST_ID ? id : `hash ${digest(id)}`;
}

function digest(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The document as the mapping takes it; undefined when it is no object, which no mapping reads. */
export function asObject(document: Json): JsonObject | undefined {
  return isJsonObject(document) ? document : undefined;
}
