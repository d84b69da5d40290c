import type { Json } from '../../vocabulary/json.js';
import { columnKind, type ColumnKind } from './column-kind.js';
import type { ColumnValue, Group, Mapping, Total, ValueRule } from './mapping.js';

/** A column as people are shown it. */
export interface SuggestedColumn extends ColumnKind {
  readonly name: string;
  /** The first values that differ from each other. */
  readonly examples: readonly string[];
  /** How many of the rows that were looked at have a value. */
  readonly filled: number;
}

/** How a file could become events, and what somebody should look at before they rely on it. */
export interface SuggestedMapping {
  readonly columns: readonly SuggestedColumn[];
  readonly mapping: Mapping;
  /** What is missing or was guessed: `no_time`, `no_person`, `ambiguous_time`, `time_zone`. */
  readonly doubts: readonly MappingDoubt[];
}

/** Why a suggested mapping needs a look. */
export type MappingDoubt = 'no_time' | 'no_person' | 'ambiguous_time' | 'time_zone';

/** What a file holds, as far as it was read. */
export interface SampledFile {
  /** The file's name, which names the source. */
  readonly file: string;
  readonly delimiter: string | undefined;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly values: readonly (Json | undefined)[] }[];
}

const EXAMPLES = 3;
const LONGEST_EXAMPLE = 80;
/** Properties and names of events that a suggestion brings, at most. */
const MOST_PROPERTIES = 200;
const MOST_EVENTS = 50;

/** What columns are called, in the order in which they are preferred; compared in lower case without anything between the words. */
const NAMES = {
  time: /^(?:timestamp|eventtime(?:stamp)?|occurredat|originaltimestamp|eventdate|createdat|transactiontimestamp|transactiondate|orderdate|invoicedate|purchasedate|processedat|paidat|datetime|time|date|created(?:on|date)?|createdate|closedate|activitydate|redemptiondate|day|updatedat|lastmodifieddate)$/,
  userId:
    /^(?:userid|customerid|customer(?:no|number|code)?|customerkey|clientid|memberid|contactid|accountid|householdid|shopperid|personid|uniqueid|recordid|recid|participant(?:id)?|cardid|user|id|uid)$/,
  anonymousId: /^(?:anonymousid|userpseudoid|fullvisitorid|visitorid|cookieid|deviceid|distinctid|sessionid)$/,
  email: /^(?:e?mail|emailaddress|customeremail|useremail|contactemail)$/,
  phone: /^(?:phone|phonenumber|mobile|mobilephone|telephone)$/,
  event: /^(?:event|eventname|eventtype|action|activity|activitytype)$/,
  order:
    /^(?:orderid|orderno|ordernumber|invoiceno|invoiceid|invoice|invoicenumber|basketid|transactionid|receiptid|receiptno|orderreference|order|name)$/,
  product:
    /^(?:productid|stockcode|sku|productsku|itemid|lineitemsku|itemcode|product|article|articleid|variantid|product(?:name|title)|lineitemname)$/,
  quantity: /^(?:quantity|qty|lineitemquantity|units|amountofitems|itemquantity)$/,
  price: /^(?:price|unitprice|lineitemprice|itemprice|salesvalue)$/,
  line: /^(?:product|stock|sku|lineitem|item|quantity|qty|unit|price|description|retaildisc|coupondisc|couponmatchdisc|salesvalue|discount|variant|article)/,
  personal:
    /^(?:firstname|givenname|lastname|surname|fullname|familyname|dob|dateofbirth|birthday|gender|age|agegroup|income|jobtitle|lifecyclestage|leadstatus|city|postcode|mailing)/,
} as const;

type Role = keyof typeof NAMES;

/** Suggests how a file becomes events: by what its columns are called and by what stands in them. */
export function suggestMapping(sampled: SampledFile): SuggestedMapping {
  const columns = sampled.columns.map(({ name, values }) => told(name, values));
  const sight = new Sight(sampled, columns);
  const timestamp = sight.time();
  const { userId, anonymousId, externalIds } = sight.people();
  const order = sight.order();
  const isGrouped = order !== undefined && sight.repeats(order) && sight.has('product');
  const event = sight.event(order, isGrouped);
  const traitsOnly = event === undefined;
  const taken = new Set([timestamp?.name, userId, anonymousId, ...Object.values(externalIds), sight.find('event', isShort)]);
  const rest = columns.filter(({ name, type }) => !taken.has(name) && type !== 'empty').slice(0, MOST_PROPERTIES);
  const ofLine = (column: SuggestedColumn): boolean => isGrouped && NAMES.line.test(bare(column.name));
  const outside = values(rest.filter((column) => !ofLine(column)));
  const guest = userId !== undefined && order !== undefined && anonymousId === undefined && sight.isSometimesEmpty(userId);
  const mapping: Mapping = {
    kind: 'mapping',
    name: sourceName(sampled.file),
    ...(sampled.delimiter !== undefined && sampled.delimiter !== ',' && { csv: { delimiter: sampled.delimiter } }),
    ...(timestamp !== undefined && { timestamp: timeRule(timestamp) }),
    ...(userId !== undefined && { userId }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(guest && { anonymousId: { template: `order-{${order}}`, when: { column: userId, missing: true } } }),
    ...(Object.keys(externalIds).length > 0 && { externalIds }),
    ...(event !== undefined && { event }),
    ...(Object.keys(outside).length > 0 && (traitsOnly ? { traits: outside } : { properties: outside })),
    ...(isGrouped && { group: sight.group(order, rest.filter(ofLine)) }),
  };
  return { columns, mapping, doubts: doubtsOf(mapping, timestamp) };
}

function doubtsOf({ userId, anonymousId, externalIds }: Mapping, timestamp: SuggestedColumn | undefined): readonly MappingDoubt[] {
  const doubts: MappingDoubt[] = [];
  if (timestamp === undefined) doubts.push('no_time');
  if (userId === undefined && anonymousId === undefined && externalIds === undefined) doubts.push('no_person');
  if (timestamp?.ambiguous === true) doubts.push('ambiguous_time');
  const saysZone =
    timestamp?.format === 'unix' || timestamp?.format === 'unixMs' || /(?:Z|UTC|[+-]\d{2}:?\d{2})$/.test(timestamp?.examples[0] ?? '');
  if (timestamp !== undefined && !saysZone) doubts.push('time_zone');
  return doubts;
}

/** What can be seen of a file. */
class Sight {
  readonly #sampled: SampledFile;
  readonly #columns: readonly SuggestedColumn[];

  constructor(sampled: SampledFile, columns: readonly SuggestedColumn[]) {
    this.#sampled = sampled;
    this.#columns = columns;
  }

  /** The column of a role: among those whose name fits, the one that the role's names prefer. */
  find(role: Role, fits: (column: SuggestedColumn) => boolean = () => true): string | undefined {
    return this.#found(role, fits)?.name;
  }

  has(role: Role): boolean {
    return this.find(role) !== undefined;
  }

  time(): SuggestedColumn | undefined {
    const isTime = (column: SuggestedColumn): boolean => column.type === 'time' && !/birth|dob/i.test(column.name);
    return this.#found('time', isTime) ?? this.#columns.find(isTime);
  }

  people(): { readonly userId?: string; readonly anonymousId?: string; readonly externalIds: Record<string, ValueRule> } {
    const isId = ({ type }: SuggestedColumn): boolean => type === 'text' || type === 'integer';
    const userId = this.find('userId', isId);
    const anonymousId = this.find('anonymousId', ({ type }) => type !== 'json' && type !== 'time');
    const looksLikeMail = ({ examples }: SuggestedColumn): boolean =>
      examples.length > 0 && examples.every((text) => /^[^@\s]+@[^@\s]+\.\w+$/.test(text));
    const email = this.find('email', looksLikeMail) ?? this.#columns.find(looksLikeMail)?.name;
    const phone = this.find('phone');
    return {
      ...(userId !== undefined && { userId }),
      ...(anonymousId !== undefined && { anonymousId }),
      externalIds: { ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) },
    };
  }

  /** The column that says which order a row belongs to. `Name` is one where shops number their orders by it. */
  order(): string | undefined {
    return this.find('order', ({ name, examples }) => bare(name) !== 'name' || examples.every((text) => /^#?\w*\d+$/.test(text)));
  }

  event(order: string | undefined, isGrouped: boolean): Mapping['event'] {
    const named = this.find('event', isShort);
    if (named !== undefined) return this.#namedEvents(named);
    if (order !== undefined) return isGrouped || !this.has('product') ? 'Order Completed' : 'Product Purchased';
    const isAboutPeople = this.#columns.some(({ name }) => NAMES.personal.test(bare(name)) || NAMES.email.test(bare(name)));
    return isAboutPeople ? undefined : `${inWords(this.#sampled.file)} Recorded`;
  }

  repeats(column: string): boolean {
    const all = this.#valuesOf(column);
    return all.some((value, index) => index > 0 && value !== undefined && value === all[index - 1]);
  }

  isSometimesEmpty(column: string): boolean {
    // The first rows need not hold a guest: where there are orders, there may be.
    return this.#valuesOf(column).length > 0;
  }

  group(order: string, lines: readonly SuggestedColumn[]): Group {
    const quantity = this.find('quantity', isNumeric);
    const price = this.find('price', isNumeric);
    // What a line came to is not multiplied again.
    const isWhole = price !== undefined && bare(price) === 'salesvalue';
    const total: Total | undefined =
      price === undefined ? undefined : { sum: price, ...(quantity !== undefined && !isWhole && { times: quantity }) };
    return { by: [order], products: values(lines), totals: { ...(total !== undefined && { total }), lines: { count: 'lines' } } };
  }

  #found(role: Role, fits: (column: SuggestedColumn) => boolean): SuggestedColumn | undefined {
    const fitting = this.#columns.filter((column) => column.type !== 'empty' && NAMES[role].test(bare(column.name)) && fits(column));
    const preference = NAMES[role].source.split('|').map((part) => part.replace(/^\^\(\?:|\)\$$/g, ''));
    const rank = ({ name }: SuggestedColumn): number => {
      const place = preference.findIndex((part) => part === bare(name));
      return place < 0 ? preference.length : place;
    };
    return fitting.sort((a, b) => rank(a) - rank(b))[0];
  }

  #namedEvents(column: string): Mapping['event'] {
    const names = [
      ...new Set(
        this.#valuesOf(column)
          .filter((value) => value !== undefined)
          .map(String),
      ),
    ].slice(0, MOST_EVENTS);
    const rules = names.map((name) => ({ name: name.slice(0, 200), when: { column, is: name } }));
    return [...rules, { name: `Other ${inWords(column)}` }];
  }

  #valuesOf(column: string): readonly (Json | undefined)[] {
    return this.#sampled.columns.find(({ name }) => name === column)?.values ?? [];
  }
}

const isShort = ({ type, examples }: SuggestedColumn): boolean => type === 'text' && examples.every((text) => text.length <= 60);
const isNumeric = ({ type }: SuggestedColumn): boolean => type === 'integer' || type === 'number';

function told(name: string, all: readonly (Json | undefined)[]): SuggestedColumn {
  const there = all.filter((value) => value !== undefined && value !== null);
  const examples = [
    ...new Set(there.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, LONGEST_EXAMPLE))),
  ];
  return { name, ...columnKind(name, all), examples: examples.slice(0, EXAMPLES), filled: there.length };
}

function timeRule({ name, format }: SuggestedColumn): ColumnValue {
  return { column: name, ...(format !== undefined && format !== 'iso' && { format }) };
}

function values(columns: readonly SuggestedColumn[]): Record<string, ValueRule> {
  const found = new Map<string, ValueRule>();
  for (const column of columns) {
    const name = propertyName(column.name);
    if (name !== undefined && !found.has(name)) found.set(name, valueRule(column));
  }
  return Object.fromEntries(found);
}

/** Only what was seen to be sure of: a text is taken as it is, and so is a code of digits that names something. */
function valueRule({ name, type, format }: SuggestedColumn): ValueRule {
  if (type === 'number' || (type === 'integer' && !/(?:^|[_\s])(?:id|no|code|number|zip|upc)$|(?:Id|No|Code|ID)$/.test(name)))
    return { column: name, type: 'number' };
  if (type === 'boolean') return { column: name, type };
  if (type === 'time' && format !== undefined && format !== 'iso') return { column: name, type, format };
  return name;
}

function propertyName(column: string): string | undefined {
  const name = column
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 128);
  return name === '' || name === 'constructor' || name === 'prototype' ? undefined : name;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

function baseName(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/(?:\.[A-Za-z]+)+$/, '');
}

function inWords(file: string): string {
  const words = baseName(file)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return (
    words
      .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
      .join(' ')
      .slice(0, 100) || 'Row'
  );
}

/** What a source may be called, made of the file's name. */
function sourceName(file: string): string {
  const name = baseName(file)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .replace(/-+$/, '')
    .slice(0, 64);
  return name === '' ? 'import' : name;
}
