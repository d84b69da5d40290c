import { type TSchema, Type } from 'typebox';
import { MappingBody } from '../collect/mapping/mapping.js';
import { WebhookSettings } from '../collect/webhook/settings.js';
import { FETCHING_KINDS } from '../collect/ways-in/table.js';

const closed = { additionalProperties: false } as const;

/** What may stand under `from` of a source: exactly one way in, with its settings. */
export function wayInSchema(): TSchema {
  const plain = Type.Object({}, closed);
  const fetching = FETCHING_KINDS.map(({ wayIn, settings }) => [wayIn, settings] as const);
  const ways = [['http', plain] as const, ['files', plain] as const, ['webhook', WebhookSettings] as const, ...fetching];
  return Type.Object(Object.fromEntries(ways.map(([wayIn, settings]) => [wayIn, Type.Optional(settings)])), {
    ...closed,
    minProperties: 1,
    maxProperties: 1,
    description: `One of ${ways.map(([wayIn]) => wayIn).join(', ')}`,
  });
}

/** What stands under `mapping` of a source. */
export const SOURCE_MAPPING: TSchema = MappingBody;
