import { Context, type FilterImplOptions, filters, Liquid, LiquidError, type Template } from 'liquidjs';
import type { JsonObject } from '../vocabulary/json.js';

/** How long a template may be, and how much it may build while it is filled in. */
const LIMITS = { parseLimit: 50_000, memoryLimit: 500_000 };
/** Through how many of its parts one filling in may go, each turn of a loop counted. Not a time: the same template has to come to the same end. */
const MOST_PARTS = 20_000;
/** The longest text that a template may become, in UTF-16 units. */
const LONGEST = 64_000;

/** What templates may name. */
export const TEMPLATE_ROOTS: ReadonlySet<string> = new Set([
  'customer',
  'metrics',
  'moment',
  'segment',
  'surge',
  'offer',
  'profile',
  'campaign',
  'now',
]);

/** What is wrong with a template, and the line of it (from 1) where it is known. */
export class TemplateFault extends Error {
  override name = 'TemplateFault';
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** Where a template looks: `['customer', 'traits', 'first_name']`; ends early where the rest is only known when it is rendered. */
export type LookedAt = readonly string[];

/** A text to be filled in. */
export interface CompiledTemplate {
  readonly looksAt: readonly LookedAt[];
  /** @throws TemplateFault when something that it needs is not there, or it becomes too large */
  render(data: JsonObject): string;
}

const asText = liquid(false);
const asHtml = liquid(true);

/** Whether a text has anything to be filled in. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/**
 * Reads a Liquid template.
 * @param html what is filled in becomes part of HTML, and is escaped
 * @throws TemplateFault
 */
export function compileTemplate(text: string, html: boolean): CompiledTemplate {
  const engine = html ? asHtml : asText;
  let parsed: Template[];
  let looksAt: LookedAt[];
  try {
    parsed = engine.parse(text);
    looksAt = engine.globalVariableSegmentsSync(parsed).map(fixedPart);
  } catch (error) {
    throw faultOf(error);
  }
  const stranger = looksAt.find(([root = '']) => !TEMPLATE_ROOTS.has(root));
  if (stranger !== undefined)
    throw new TemplateFault(`there is nothing called "${stranger[0]}" to be filled in`, lineOf(text, stranger[0]));
  return {
    looksAt,
    render: (data) => {
      try {
        const rendered = String(engine.renderSync(parsed, counted(engine, data)));
        if (rendered.length <= LONGEST) return rendered;
      } catch (error) {
        throw faultOf(error);
      }
      throw new TemplateFault(`it becomes longer than ${LONGEST} characters`);
    },
  };
}

/** Data for one filling in, which ends when it goes through too many parts. */
function counted(engine: Liquid, data: JsonObject): Context {
  const context = new Context(data, engine.options, { sync: true });
  let parts = 0;
  context.renderLimit.check = () => {
    if (++parts > MOST_PARTS) throw new TemplateFault(`it goes through more than ${MOST_PARTS} parts`);
  };
  return context;
}

/** A Liquid that knows no files, no clock and no chance, and in which what is missing is a fault. */
function liquid(html: boolean): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    // So that `default` and `if` may ask for what is missing.
    lenientIf: true,
    ownPropertyOnly: true,
    timezoneOffset: 0,
    templates: {},
    ...LIMITS,
    ...(html && { outputEscape: 'escape' as const }),
  });
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  delete engine.filters.sample;
  for (const [name, filter] of Object.entries(filters)) if (name.startsWith('date')) engine.registerFilter(name, withoutClock(filter));
  // Not to be opted out of: what customers say of themselves never becomes markup.
  if (html) engine.registerFilter('raw', (value: unknown) => value);
  return engine;
}

type FilterHandler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** `'now' | date` is the instant of the decision, so that the same decision says the same again. */
function withoutClock(filter: FilterImplOptions): FilterImplOptions {
  const handler: FilterHandler = typeof filter === 'function' ? filter : filter.handler;
  return function (value, ...args) {
    const isNow = value === 'now' || value === 'today';
    return handler.call(this, isNow ? this.context.getSync(['now']) : value, ...args);
  };
}

function fixedPart(segments: readonly unknown[]): LookedAt {
  const end = segments.findIndex((segment) => typeof segment !== 'string');
  return (end < 0 ? segments : segments.slice(0, end)) as string[];
}

function faultOf(error: unknown): TemplateFault {
  if (!(error instanceof Error)) throw error;
  const { message } = LiquidError.is(error) ? (error.originalError ?? error) : error;
  const line = LiquidError.is(error)
    ? (error as unknown as { token?: { getPosition(): [number, number] } }).token?.getPosition()[0]
    : undefined;
  return new TemplateFault(message.replace(/, line:\d+, col:\d+$/, ''), line);
}

function lineOf(text: string, word: string | undefined): number | undefined {
  const at = word === undefined ? -1 : text.indexOf(word);
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}
