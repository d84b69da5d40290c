import { instantReader } from '../../collect/mapping/convert.js';
import { RowProblem } from '../../collect/mapping/row-problem.js';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Json } from '../../vocabulary/json.js';
import type { RepairChange, RepairRule } from '../../vocabulary/repair.js';
import { changedAt, isMany, isWritable, type ItemPath, itemPath, valueAt } from './item-path.js';

/** Mends an item; the given one stays as it is. The same item gives the same result, for ever. */
export type Repair = (item: Json) => { readonly item: Json; readonly changes: readonly RepairChange[] };

/** How a value changes; undefined stands for nothing. */
type Change = (value: Json | undefined) => Json | undefined;

/** Compiles rules, which are applied one after the other. @throws CuspError invalid_request when one cannot be applied to anything */
export function compileRepair(rules: readonly RepairRule[]): Repair {
  const steps = rules.map((rule, index) => compileRule(rule, `rules[${index}]`));
  return (item) => {
    const changes: RepairChange[] = [];
    return { item: steps.reduce((mended, step) => step(mended, changes), item), changes };
  };
}

type Step = (item: Json, changes: RepairChange[]) => Json;

function compileRule(rule: RepairRule, at: string): Step {
  if ('set' in rule) {
    const { to } = rule;
    return valueStep(writable(rule.set, at), () => to, true);
  }
  if ('rename' in rule) return renameStep(rule.rename, rule.to, at);
  if ('remove' in rule) return valueStep(pathOf(rule.remove, at), () => undefined);
  if ('parse' in rule) return valueStep(writable(rule.parse, at), parser(rule, at));
  const meanings = new Map(Object.entries(rule.map));
  return valueStep(writable(rule.replace, at), (value) => {
    const text = value === undefined ? undefined : textOf(value);
    return text !== undefined && meanings.has(text) ? meanings.get(text) : value;
  });
}

function valueStep(path: ItemPath, change: Change, make: boolean = false): Step {
  const noted = (changes: RepairChange[]) => (value: Json | undefined, where: string) => {
    const changed = change(value);
    if (JSON.stringify(changed) !== JSON.stringify(value)) changes.push({ path: where, from: value ?? null, to: changed ?? null });
    return changed;
  };
  return (item, changes) => changedAt(item, path, noted(changes), make);
}

function renameStep(from: string, to: string, at: string): Step {
  const [source, target] = [pathOf(from, at), writable(to, at)];
  if (isMany(source) || isMany(target)) throw invalid(at, 'rename moves one value: a path with [] leads to many');
  const removed = valueStep(source, () => undefined);
  return (item, changes) => {
    const value = valueAt(item, source);
    if (value === undefined) return item;
    const found: RepairChange[] = [];
    const moved = valueStep(target, () => value, true)(removed(item, found), found);
    // A text or a list on the way takes nothing in: then the value stays where it is.
    if (valueAt(moved, target) !== value) return item;
    changes.push(...found);
    return moved;
  };
}

function parser(rule: Extract<RepairRule, { readonly parse: string }>, at: string): Change {
  if (rule.as === 'number') return numberParser(rule.format, at);
  const { format, timeZone } = rule;
  const column = { column: rule.parse, ...(format !== undefined && { format }), ...(timeZone !== undefined && { timeZone }) };
  const read = timeReaderOf(column, at);
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    try {
      return formatInstant(read(typeof value === 'string' ? value.trim() : value));
    } catch (error) {
      // What cannot be read stays as it is: cleaning then says what is wrong with it.
      if (error instanceof RowProblem) return value;
      throw error;
    }
  };
}

function timeReaderOf(column: Parameters<typeof instantReader>[0], at: string): (value: Json) => number {
  try {
    return instantReader(column, at);
  } catch (error) {
    if (error instanceof CuspError) throw invalid(at, error.message);
    throw error;
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

function numberParser(format: string | undefined, at: string): Change {
  if (format !== undefined && format !== 'point' && format !== 'comma')
    throw invalid(at, `'${format}' is no format of numbers; point (1,234.5) and comma (1.234,5) are`);
  return (value) => {
    if (typeof value !== 'string') return value;
    const bare = value.replace(/[\s\u00a0\u202f']/g, '');
    const plain = format === 'comma' ? bare.replaceAll('.', '').replace(',', '.') : format === 'point' ? bare.replaceAll(',', '') : bare;
    const number = NUMBER.test(plain) ? Number(plain) : Number.NaN;
    return Number.isFinite(number) ? number : value;
  };
}

function pathOf(text: string, at: string): ItemPath {
  const path = itemPath(text);
  if (path === undefined) throw invalid(at, `'${text.slice(0, 200)}' is no path such as properties.price`);
  return path;
}

function writable(text: string, at: string): ItemPath {
  const path = pathOf(text, at);
  if (!isWritable(path)) throw invalid(at, `'${text.slice(0, 200)}' would change the prototype of objects`);
  return path;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function invalid(at: string, why: string): CuspError {
  return new CuspError(ERRORS.invalidRequest, `${at}: ${why}`);
}
