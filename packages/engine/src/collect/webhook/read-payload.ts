import { isUtf8 } from 'node:buffer';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';

/** Fields of a form, and levels of brackets in their names. */
const MOST_FIELDS = 1_000;
const DEEPEST_NAME = 8;

/**
 * Reads a webhook's body: JSON, or a form where the content type says so. A form whose only field is `payload` with JSON in it, as
 * several senders have it, is that JSON; `a[b]` is read as `{ a: { b } }`, a name that comes again as a list.
 * @throws CuspError invalid_json
 */
export function readPayload(body: Buffer, contentType: string | undefined, encoding: string | undefined): Json {
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity')
    throw new CuspError(ERRORS.invalidJson, `content encoding ${encoding.slice(0, 40)} is not read here; send it as it is`);
  if (body.length === 0) throw new CuspError(ERRORS.invalidJson, 'it is empty');
  if (!isUtf8(body)) throw new CuspError(ERRORS.invalidJson, 'it is not UTF-8');
  const text = body.toString('utf8');
  return /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '') ? readForm(text) : parsed(text);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new CuspError(ERRORS.invalidJson, (cause as Error).message.slice(0, 200), { cause });
  }
}

function readForm(text: string): Json {
  const fields = [...new URLSearchParams(text)];
  if (fields.length > MOST_FIELDS) throw new CuspError(ERRORS.invalidJson, `a form of ${fields.length} fields; at most ${MOST_FIELDS}`);
  const [first] = fields;
  if (fields.length === 1 && first?.[0] === 'payload' && first[1].startsWith('{')) return parsed(first[1]);
  const form = emptyObject();
  for (const [name, value] of fields) put(form, stepsOf(name), value);
  return form;
}

/** `a[b][c]` as its steps; a name that is not of this form is one step, as it is. */
function stepsOf(name: string): readonly string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name);
  if (match === null) return [name];
  const inner = [...(match[2] as string).matchAll(/\[([^[\]]*)\]/g)].map(([, step]) => step as string);
  // `a[]` says that more may come; they do so by themselves.
  const steps = [match[1] as string, ...inner.filter((step) => step !== '')];
  return steps.length > DEEPEST_NAME ? [name] : steps;
}

function put(object: JsonObject, [step, ...rest]: readonly string[], value: string): void {
  if (step === undefined) return;
  const known = object[step];
  if (rest.length > 0) {
    const inner = isJsonObject(known) ? known : emptyObject();
    // A text that stood there already is kept under the empty name.
    if (known !== undefined && known !== inner) inner[''] = known;
    object[step] = inner;
    put(inner, rest, value);
  } else if (known === undefined) object[step] = value;
  else if (Array.isArray(known)) known.push(value);
  else object[step] = [known, value];
}

/** Without a prototype, a client's `__proto__` is a key like any other. */
function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}
