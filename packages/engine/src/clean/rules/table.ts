import { country } from './country.js';
import { currency } from './currency.js';
import { email } from './email.js';
import { ip } from './ip.js';
import { language } from './language.js';
import { money } from './money.js';
import { name, personName } from './name.js';
import { phone } from './phone.js';
import type { FieldRule } from './rule.js';

/** Every rule about fields. A new one is one file and one line. No two rules share a place. */
export const FIELD_RULES: readonly FieldRule[] = [email, phone, name, personName, country, language, currency, money, ip];
