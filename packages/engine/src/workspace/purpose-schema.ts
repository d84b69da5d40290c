import { type TSchema, Type } from 'typebox';
import { closed, oneOf } from './schema-words.js';

/**
 * The schema of a definition of kind `purpose`.
 * @param named what every definition has
 */
export function purposeSchema(named: Readonly<Record<string, TSchema>>): TSchema {
  return Type.Object({ kind: Type.Literal('purpose'), ...named, consent: oneOf(['optIn', 'optOut']) }, closed);
}
