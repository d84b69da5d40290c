import type { FieldKind } from '../field-kind.js';
import { category } from './category.js';
import { code } from './code.js';
import type { Comparison } from './comparison.js';
import { date } from './date.js';
import { email } from './email.js';
import { list } from './list.js';
import { name } from './name.js';
import { phone } from './phone.js';
import { text } from './text.js';

/** How each kind of field is compared. A new comparison is one file and one line here. */
export const COMPARISONS: Readonly<Record<FieldKind, Comparison>> = { name, date, email, phone, code, text, category, list };
