import { type Identifier, personIdentifier } from '../../vocabulary/identifier.js';
import { isJsonObject, type Json, ownValue } from '../../vocabulary/json.js';

/** Characters of an identifier: as in tracking calls. */
const LONGEST_KEY = 512;
/** The types that a targeting key may name before a colon; what names none of them is a userId. */
const TYPES = ['userId', 'anonymousId'] as const;

/** Why a context cannot be evaluated for, in OFREP's words. */
export interface ContextProblem {
  readonly errorCode: 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'PARSE_ERROR';
  readonly errorDetails: string;
}

/**
 * Whom a request asks for: its `targetingKey` first, then the `userId` and the `anonymousId` that the context has beside it, so that what
 * somebody saw before they were known still counts. Nothing else of the context is read: what is known of customers comes from their events.
 */
export function identifiersAsked(body: Json | undefined): readonly [Identifier, ...Identifier[]] | ContextProblem {
  if (!isJsonObject(body)) return { errorCode: 'PARSE_ERROR', errorDetails: 'the body is no JSON object' };
  const context = ownValue(body, 'context');
  if (context === undefined || context === null) return missing();
  if (!isJsonObject(context)) return { errorCode: 'INVALID_CONTEXT', errorDetails: '`context` is no object' };
  const key = ownValue(context, 'targetingKey');
  if (key === undefined || key === null || key === '') return missing();
  const targeted = identifierOf(key);
  if (targeted === undefined) return invalid('targetingKey');
  const beside: Identifier[] = [];
  for (const type of TYPES) {
    const value = ownValue(context, type);
    if (value === undefined || value === null) continue;
    if (!isKey(value)) return invalid(type);
    beside.push(personIdentifier(type, value));
  }
  return [targeted, ...beside];
}

function identifierOf(key: Json): Identifier | undefined {
  if (!isKey(key)) return undefined;
  const type = TYPES.find((known) => key.startsWith(`${known}:`));
  const value = type === undefined ? key : key.slice(type.length + 1);
  return value === '' ? undefined : personIdentifier(type ?? 'userId', value);
}

function isKey(value: Json): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_KEY;
}

function missing(): ContextProblem {
  return { errorCode: 'TARGETING_KEY_MISSING', errorDetails: 'the context has no targetingKey: whose flag is it?' };
}

function invalid(field: string): ContextProblem {
  return { errorCode: 'INVALID_CONTEXT', errorDetails: `${field} is no text of 1 to ${LONGEST_KEY} characters` };
}
