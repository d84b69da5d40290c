import { isJsonObject, type Json, type JsonObject } from '../vocabulary/json.js';
import { type CompiledTemplate, compileTemplate, isTemplate, type LookedAt, TemplateFault } from './template.js';

/** A fault in one of a message's texts, with the place of the text in the message. */
export interface MessageFault {
  readonly pointer: string;
  readonly message: string;
  readonly line: number | undefined;
}

/** A message with its texts read as templates. */
export interface CompiledMessage {
  /** What its templates look at. */
  readonly looksAt: readonly LookedAt[];
  readonly faults: readonly MessageFault[];
  /** Whether anything has to be filled in. */
  readonly isFixed: boolean;
  /** The message as it is sent. @returns the first fault when it cannot be filled in */
  render(data: JsonObject): { readonly message: JsonObject } | { readonly fault: MessageFault };
}

const compiled = new WeakMap<JsonObject, CompiledMessage>();

/** Reads the templates of a message; once for each message. Texts under `html`, or a name that ends in `Html`, become HTML. */
export function compileMessage(message: JsonObject): CompiledMessage {
  let known = compiled.get(message);
  if (known === undefined) compiled.set(message, (known = read(message)));
  return known;
}

function read(message: JsonObject): CompiledMessage {
  const templates = new Map<string, CompiledTemplate>();
  const faults: MessageFault[] = [];
  mapTexts(message, '', false, (text, pointer, html) => {
    if (!isTemplate(text)) return text;
    try {
      templates.set(pointer, compileTemplate(text, html));
    } catch (error) {
      faults.push(faultAt(pointer, error));
    }
    return text;
  });
  const [broken] = faults;
  return {
    looksAt: [...templates.values()].flatMap(({ looksAt }) => looksAt),
    faults,
    isFixed: templates.size === 0 && faults.length === 0,
    render: (data) => {
      if (broken !== undefined) return { fault: broken };
      let at = '';
      try {
        const filled = mapTexts(message, '', false, (text, pointer) => {
          at = pointer;
          return templates.get(pointer)?.render(data) ?? text;
        });
        return { message: filled as JsonObject };
      } catch (error) {
        return { fault: faultAt(at, error) };
      }
    },
  };
}

function faultAt(pointer: string, error: unknown): MessageFault {
  if (!(error instanceof TemplateFault)) throw error;
  return { pointer, message: error.message, line: error.line };
}

/** The same value with its texts replaced. Keys are taken as they are, also `__proto__`. */
function mapTexts(value: Json, pointer: string, html: boolean, map: (text: string, pointer: string, html: boolean) => string): Json {
  if (typeof value === 'string') return map(value, pointer, html);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, `${pointer}/${index}`, html, map));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return [key, mapTexts(item, place, html || /^html$|Html$/.test(key), map)];
    }),
  );
}
