import type * as answers from '../answers.js';
import { type Identifier, personIdentifier } from '../vocabulary/identifier.js';
import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';

/** What the search needs: the warehouse, which narrows, and the state, which decides. */
export interface TraitSearchInput {
  readonly sql: (query: string, params: JsonObject) => Promise<answers.SqlAnswer>;
  readonly customer: (identifier: Identifier) => answers.CustomerAnswer | undefined;
}

/** Customers who are shown at most. */
const MOST = 50;
/** Traits within traits are looked into so deep. */
const DEEPEST = 4;
/** Matches of one customer that are told. */
const MOST_MATCHES = 5;

const CANDIDATES =
  'SELECT customer_id FROM customers WHERE positionCaseInsensitiveUTF8(toJSONString(traits), {text:String}) > 0 ' +
  'ORDER BY last_seen DESC, customer_id LIMIT {limit:UInt32}';

/**
 * Customers with a trait whose value has `text` in it, however it is written, those seen last first. The warehouse says who may be meant, and may be
 * some moments behind; whether they are is read off their traits as they stand now.
 */
export async function customersByTrait({ sql, customer }: TraitSearchInput, text: string): Promise<answers.TraitMatches> {
  const wanted = text.toLowerCase();
  // As it stands in JSON text, without its quotes: what is escaped there is searched for escaped.
  const { rows } = await sql(CANDIDATES, { text: JSON.stringify(text).slice(1, -1), limit: MOST + 1 });
  const items = rows.slice(0, MOST).flatMap((row) => {
    const found = customer(personIdentifier('customerId', String(row['customer_id'])));
    if (found === undefined) return [];
    const matched = [...matches(found.traits, wanted, '', DEEPEST)].slice(0, MOST_MATCHES);
    const { customerId, identifiers, lastSeen, events } = found;
    return matched.length === 0 ? [] : [{ customerId, identifiers, lastSeen, events, matched }];
  });
  return { items, isCut: rows.length > MOST };
}

/** The traits whose values have `wanted` (in lower case) in them. */
function* matches(value: Json, wanted: string, trait: string, deep: number): Generator<answers.TraitMatch, void, undefined> {
  if (isJsonObject(value) || Array.isArray(value)) {
    if (deep === 0) return;
    const parts: readonly (readonly [string, Json])[] = Array.isArray(value)
      ? value.map((part) => [trait, part] as const)
      : Object.entries(value).map(([name, part]) => [trait === '' ? name : `${trait}.${name}`, part] as const);
    for (const [name, part] of parts) yield* matches(part, wanted, name, deep - 1);
  } else if (value !== null && String(value).toLowerCase().includes(wanted)) yield { trait, value };
}
