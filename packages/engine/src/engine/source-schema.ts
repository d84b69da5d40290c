import { type TSchema, Type } from 'typebox';
import { WebhookSettings } from '../collect/webhook/settings.js';
import { FETCHING_KINDS } from '../collect/ways-in/table.js';

const closed = { additionalProperties: false } as const;

/** What may stand under `from` of a source: exactly one way in, with its settings. */
export function wayInSchema(): TSchema {
  const plain = Type.Object({}, closed);
  const fetching = FETCHING_KINDS.map(({ wayIn, settings }) => [wayIn, settings] as const);
  const ways = [['http', plain] as const, ['files', plain] as const, ['webhook', WebhookSettings] as const, ...fetching];
  return Type.Union(
    ways.map(([wayIn, settings]) => Type.Object({ [wayIn]: settings }, closed)),
    { description: `One of ${ways.map(([wayIn]) => wayIn).join(', ')}` },
  );
}
