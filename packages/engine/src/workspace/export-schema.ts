import { type TSchema, Type } from 'typebox';
import { closed, Name, oneOf } from './schema-words.js';

const Columns = (description: string): TSchema =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100, description }));

/**
 * The schema of a definition of kind `export`.
 * @param named what every definition has
 */
export function exportSchema(named: Readonly<Record<string, TSchema>>): TSchema {
  return Type.Object(
    {
      kind: Type.Literal('export'),
      ...named,
      purpose: Type.String({ ...Name, description: 'What the file is for: whoever does not consent to it is left out' }),
      segment: Name,
      identifiers: Columns('Identifiers by their type, such as email, each a column'),
      traits: Columns('Traits, each a column'),
      metrics: Columns('Metrics, each a column'),
      format: oneOf(['csv', 'ndjson', 'parquet']),
      schedule: Type.Optional(
        Type.String({ minLength: 9, maxLength: 100, description: 'Five fields of cron, such as 0 6 * * *; default: only when asked' }),
      ),
      timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'The zone of the schedule; default UTC' })),
      to: Type.Optional(
        Type.Object(
          {
            url: Type.Object(
              { secret: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,99}$', description: 'The name under which the vault keeps it' }) },
              { ...closed, description: 'The signed address of a bucket that takes it with PUT' },
            ),
          },
          { ...closed, description: 'Default: the data folder' },
        ),
      ),
    },
    closed,
  );
}
