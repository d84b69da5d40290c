import { hash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { CuspError } from '../../runtime/errors.js';
import type { Json } from '../../vocabulary/json.js';
import type { SourceDefinition } from '../../vocabulary/source.js';
import { documentMapper, type DocumentMapper } from '../mapping/document-mapper.js';
import type { ImportItem } from '../mapping/import-item.js';
import type { MappingBody } from '../mapping/mapping.js';
import type { UnmappedDocument } from '../ways-in/way-in.js';
import { asObject, type Delivery } from './deliveries.js';
import { WebhookSettings } from './settings.js';

/** A source that is sent to by webhook, made ready. */
export interface WebhookSource {
  readonly name: string;
  readonly settings: WebhookSettings;
  /** What a delivery says: items, and what the mapping could not read. Deterministic: the same delivery gives the same ids. */
  readonly map: (delivery: Delivery) => MappedDelivery;
}

export interface MappedDelivery {
  readonly items: readonly ImportItem[];
  readonly unmapped: readonly UnmappedDocument[];
}

const SHAPE = Compile(WebhookSettings);
const LONGEST_RAW = 65_536;

/** Makes a source ready; undefined when webhooks are not its way in. @throws CuspError invalid_mapping */
export function webhookSource(definition: SourceDefinition): WebhookSource | undefined {
  const { name, from, mapping = {} } = definition;
  const settings: unknown = from?.webhook;
  if (settings === undefined || !isSettings(settings)) return undefined;
  const mapper = documentMapper(mapping as MappingBody, name);
  return { name, settings, map: (delivery) => mapped(name, mapper, delivery) };
}

/** Everything that is wrong with a webhook source which fits the schema, in words. */
export function webhookProblems({ name, from, mapping }: SourceDefinition): readonly string[] {
  const settings = from?.webhook as WebhookSettings | undefined;
  if (settings === undefined) return [];
  const problems = [...hmacProblems(settings)];
  if (mapping === undefined) problems.push('it has no mapping: what its documents mean has to be said');
  else problems.push(...mappingProblems(mapping as MappingBody, name));
  return problems;
}

function isSettings(value: unknown): value is WebhookSettings {
  return SHAPE.Check(value);
}

function hmacProblems({ signature }: WebhookSettings): readonly string[] {
  if (typeof signature !== 'object' || !('hmac' in signature)) return [];
  const { signed = '{body}', timestamp } = signature.hmac;
  const problems: string[] = [];
  if (!signed.includes('{body}')) problems.push('`signed` leaves {body} out: any body would pass');
  if (timestamp === undefined && signed.includes('{timestamp}'))
    problems.push('`signed` has {timestamp}; say in `timestamp` where it stands');
  if (timestamp !== undefined && !signed.includes('{timestamp}'))
    problems.push('`timestamp` is not among what is signed: write `signed` with {timestamp}, or leave `timestamp` out');
  if (timestamp !== undefined && (timestamp.header === undefined) === (timestamp.part === undefined))
    problems.push('`timestamp` stands in a `header` or in a `part` of the signature’s header: name one');
  return problems;
}

function mappingProblems(mapping: MappingBody, name: string): readonly string[] {
  try {
    documentMapper(mapping, name);
    return [];
  } catch (error) {
    if (error instanceof CuspError) return [error.message];
    throw error;
  }
}

function mapped(name: string, mapper: DocumentMapper, { key, document }: Delivery): MappedDelivery {
  const object = asObject(document);
  if (object === undefined) return { items: [], unmapped: [noObject(name, key, document)] };
  const rows = mapper(object, key);
  return {
    items: rows.flatMap((row) => (row.kind === 'items' ? row.items : [])),
    unmapped: rows.flatMap((row) => (row.kind === 'unmappable' ? [row.row] : [])),
  };
}

function noObject(name: string, key: string, document: Json): UnmappedDocument {
  const detail = 'is no JSON object, and a mapping reads objects only';
  const messageId = `document-${hash('sha256', `${name}\n${key}`, 'hex').slice(0, 32)}`;
  return { messageId, field: 'document', detail, raw: JSON.stringify(document).slice(0, LONGEST_RAW) };
}
