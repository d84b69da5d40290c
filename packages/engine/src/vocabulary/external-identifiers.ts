import { type Identifier, isIdentifierType, personIdentifier } from './identifier.js';
import { valueAsText } from './identifier-forms.js';
import { isJsonObject, type JsonObject, ownValue } from './json.js';

/** How many external ids of one event count; further ones stay in the event's context and say nothing about identity. */
export const MAX_EXTERNAL_IDS = 20;
/** Types that have fields of their own, or are derived: an external id cannot claim them. */
const OWN_TYPES: ReadonlySet<string> = new Set(['userId', 'anonymousId', 'customerId']);

/**
 * The external identifiers that an event's context names a person by (`context.externalIds[]` with `id` and `type`, such as
 * `loyalty_card`), in its order, each once. An entry counts when its `collection` is `users` and its `encoding` is `none` (both may
 * be left out); what is not readable as an identifier says nothing.
 */
export function externalIdentifiers(context: JsonObject): readonly Identifier[] {
  const given = ownValue(context, 'externalIds');
  if (!Array.isArray(given)) return [];
  const found: Identifier[] = [];
  for (const entry of given) {
    if (found.length === MAX_EXTERNAL_IDS) break;
    const identifier = isJsonObject(entry) ? readEntry(entry) : undefined;
    if (identifier !== undefined && !found.some(({ type, value }) => type === identifier.type && value === identifier.value))
      found.push(identifier);
  }
  return found;
}

function readEntry(entry: JsonObject): Identifier | undefined {
  const type = ownValue(entry, 'type');
  const value = valueAsText(ownValue(entry, 'id'));
  const isPersons = (ownValue(entry, 'collection') ?? 'users') === 'users' && (ownValue(entry, 'encoding') ?? 'none') === 'none';
  if (!isPersons || value === undefined || typeof type !== 'string' || !isIdentifierType(type) || OWN_TYPES.has(type)) return undefined;
  return personIdentifier(type, value);
}
