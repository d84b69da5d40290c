import type { Json } from './json.js';

/** How a value is brought into one form, so that the same name written in two ways is one identifier. */
export type IdentifierForm = 'text' | 'lowercase' | 'digits' | 'email' | 'phone';

/** Characters that an identifier's value may have. */
const MOST_CHARACTERS = 512;
const HALF_A_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ADDRESS = /^[^\s@]{1,64}@[^\s@]{1,189}\.[^\s@]+$/u;
const MOST_OF_AN_ADDRESS = 254;
/** A number in E.164. */
const NUMBER = /^\+[1-9]\d{6,14}$/;

const FORMS: Readonly<Record<IdentifierForm, (text: string) => string | undefined>> = {
  text: (text) => text,
  lowercase: (text) => text.trim().toLowerCase(),
  digits: (text) => fitting(text.replace(/[\s./-]/g, ''), /^\d+$/),
  email: (text) => {
    const address = text.trim().toLowerCase();
    return address.length > MOST_OF_AN_ADDRESS ? undefined : fitting(address, ADDRESS);
  },
  phone: (text) => fitting(text.replace(/[\s./()-]/g, '').replace(/^00/, '+'), NUMBER),
};

/** Every form there is. */
export const IDENTIFIER_FORMS = Object.keys(FORMS) as readonly IdentifierForm[];

/** What somebody gave, in one form: text, or a whole number as text. Undefined for what does not fit the form: it names nobody. */
export function inForm(form: IdentifierForm, given: Json | undefined): string | undefined {
  const text = valueAsText(given);
  return text === undefined ? undefined : FORMS[form](text);
}

/** Text as it is, whole numbers as text; undefined for what no store would hold as it came. */
export function valueAsText(given: Json | undefined): string | undefined {
  if (typeof given === 'number') return Number.isSafeInteger(given) ? String(given) : undefined;
  if (typeof given !== 'string' || given.length > MOST_CHARACTERS || given.trim() === '') return undefined;
  return given.includes('\0') || HALF_A_CHARACTER.test(given) ? undefined : given;
}

function fitting(text: string, form: RegExp): string | undefined {
  return form.test(text) ? text : undefined;
}
