import { type Identifier, isIdentifierType, personIdentifier } from './identifier.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from './json.js';

/** How many external ids of one event count; further ones stay in the event's context and say nothing about identity. */
export const MAX_EXTERNAL_IDS = 20;
/** Characters that an external id's value may have. */
const MAX_VALUE = 512;
/** Types that have fields of their own, or are derived: an external id cannot claim them. */
const OWN_TYPES: ReadonlySet<string> = new Set(['userId', 'anonymousId', 'customerId']);
const HALF_A_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

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

/** Text as it is, whole numbers as text; undefined for what no store would hold as it came. */
function valueAsText(given: Json | undefined): string | undefined {
  if (typeof given === 'number') return Number.isSafeInteger(given) ? String(given) : undefined;
  if (typeof given !== 'string' || given.length > MAX_VALUE || given.trim() === '') return undefined;
  return given.includes('\0') || HALF_A_CHARACTER.test(given) ? undefined : given;
}
