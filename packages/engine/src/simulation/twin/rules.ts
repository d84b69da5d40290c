import type { CustomerEvent } from '../../vocabulary/event.js';
import { formatIdentifier, personIdentifier } from '../../vocabulary/identifier.js';
import { type Milliseconds, parseDuration } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import { valueOfPath } from './operators.js';

/** What holds for a type of identifier. */
export interface TwinRule {
  /** The smaller, the stronger. */
  readonly strength: number;
  readonly atMost: number;
  readonly sharedAbove: number;
  /** Infinite when links count for ever. */
  readonly recency: Milliseconds;
  readonly from: readonly string[];
  readonly form: string;
  /** What is not in the form as it came names nobody. */
  readonly asGiven: boolean;
}

/** What holds for each type, by its name. */
export interface TwinRules {
  readonly of: (type: string) => TwinRule;
  /** The types that have paths. */
  readonly named: readonly string[];
}

const STRENGTHS: Readonly<Record<string, number>> = {
  userId: 0,
  email: 1,
  phone: 2,
  loyaltyCard: 3,
  loyalty_card: 4,
  device: 6,
  anonymousId: 7,
};
const UNLISTED_STRENGTH = 5;
const CONTACTS = ['email', 'phone'];

/** The rules that follow from what is published; definitions of other kinds are passed over. */
export function twinRules(definitions: readonly object[] = []): TwinRules {
  const published = definitions.filter((definition) => 'kind' in definition && definition.kind === 'identifier') as readonly Published[];
  const of = (type: string): TwinRule =>
    ruleOf(
      type,
      published.find(({ name }) => name === type),
    );
  return { of, named: [...new Set([...CONTACTS, ...published.map(({ name }) => name)])] };
}

interface Published {
  readonly name: string;
  readonly strength?: number;
  readonly atMost?: number;
  readonly sharedAbove?: number;
  readonly recency?: string;
  readonly from?: readonly string[];
  readonly form?: string;
}

function ruleOf(type: string, published: Published | undefined): TwinRule {
  const isContact = CONTACTS.includes(type);
  return {
    strength: published?.strength ?? STRENGTHS[type] ?? UNLISTED_STRENGTH,
    atMost: published?.atMost ?? Number.POSITIVE_INFINITY,
    sharedAbove: published?.sharedAbove ?? 1,
    recency: published?.recency === undefined ? Number.POSITIVE_INFINITY : (parseDuration(published.recency) as Milliseconds),
    from: published?.from ?? (isContact ? [`traits.${type}`] : []),
    form: published?.form ?? (isContact ? type : 'text'),
    asGiven: isContact && published?.from === undefined,
  };
}

/** The type of an identifier as text. */
export function typeOf(identifier: string): string {
  return identifier.slice(0, identifier.indexOf(':'));
}

/** Whom an event names at the paths of types. Traits describe a person in `identify` calls alone, and a score names nobody. */
export function namedAtPaths(event: CustomerEvent, rules: TwinRules): readonly string[] {
  if (event.type === 'score') return [];
  return rules.named.flatMap((type) => {
    const { from, form, asGiven } = rules.of(type);
    const paths = from.filter((path) => event.type === 'identify' || !path.startsWith('traits.'));
    return paths.flatMap((path) => {
      const given = valueOfPath(event, path);
      const value = given === undefined ? undefined : inForm(form, given);
      return value === undefined || (asGiven && value !== given) ? [] : [formatIdentifier(personIdentifier(type, value))];
    });
  });
}

/** A value in a form; undefined when it does not fit. */
function inForm(form: string, given: Json): string | undefined {
  const text = typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : given;
  if (typeof text !== 'string' || text.length > 512 || text.trim() === '' || text.includes('\0') || hasHalves(text)) return undefined;
  switch (form) {
    case 'lowercase':
      return text.trim().toLowerCase();
    case 'digits':
      return onlyDigits(without(text, '-./'));
    case 'email':
      return address(text.trim().toLowerCase());
    case 'phone':
      return telephone(without(text, '-./()'));
    default:
      return text;
  }
}

/** Whether half of a character stands alone: then it falls into single units. */
function hasHalves(text: string): boolean {
  return [...text].some((character) => character.length === 1 && character >= '\ud800' && character <= '\udfff');
}

function without(text: string, left: string): string {
  return [...text].filter((character) => character.trim() !== '' && !left.includes(character)).join('');
}

function onlyDigits(text: string): string | undefined {
  return text !== '' && [...text].every((character) => '0123456789'.includes(character)) ? text : undefined;
}

/** One `@` with something before it, and behind it something with a dot inside that ends in something. */
function address(text: string): string | undefined {
  const [before = '', behind = '', ...more] = text.split('@');
  const dot = behind.lastIndexOf('.');
  const isOne = more.length === 0 && without(text, '') === text && text.length <= 254;
  return isOne && before !== '' && [...before].length <= 64 && dot > 0 && dot < behind.length - 1 ? text : undefined;
}

/** E.164: a plus, and 7 to 15 digits of which the first is no zero. */
function telephone(text: string): string | undefined {
  const number = text.startsWith('00') ? `+${text.slice(2)}` : text;
  const digits = number.slice(1);
  const isOne = number.startsWith('+') && onlyDigits(digits) !== undefined && !digits.startsWith('0');
  return isOne && digits.length >= 7 && digits.length <= 15 ? number : undefined;
}
