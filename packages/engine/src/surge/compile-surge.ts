import type { Columns, Column } from '../timeline/columns.js';
import { Compilation } from '../timeline/compilation.js';
import type { Interner } from '../timeline/interner.js';
import { SESSION_STARTED } from '../timeline/named-events.js';
import { parsePath, remedyOf } from '../timeline/path.js';
import type { References } from '../timeline/references.js';
import { compileWhere, pathInWords, type Where } from '../timeline/where.js';
import type { DefinitionProblem } from '../vocabulary/definition.js';
import { parseDuration } from '../vocabulary/instant.js';
import { USUAL_PURPOSE } from '../vocabulary/purpose.js';
import type { SurgeDefinition } from '../vocabulary/surge.js';
import { Buckets } from './calendar.js';
import type { Judgement } from './course.js';

const USUAL_BUCKET = '1h';
const FALSE_ALARMS_PER_MONTH = 1;
const MOST_VALUES = 1_000;

/** Where surges are compiled. */
export interface SurgeGround {
  readonly names: Interner;
  readonly columns: Columns;
  readonly references?: References;
}

/** A surge's definition, ready to be asked. */
export interface CompiledSurge {
  readonly words: string;
  /** The number of the event's name. */
  readonly event: number;
  readonly where: Where;
  /** Undefined when all are counted together. */
  readonly by: Column | undefined;
  readonly judgement: Judgement;
  readonly mostValues: number;
  /** Whether events that come later may change whether earlier ones count, and as what: a segment's, a choice, or what is known of sessions. */
  readonly isMovable: boolean;
}

/** Compiles a surge. @returns everything that is wrong with it, when something is */
export function compileSurge(definition: SurgeDefinition, ground: SurgeGround): CompiledSurge | readonly DefinitionProblem[] {
  const { of, by, segment, every = USUAL_BUCKET, direction = 'either', relative = false } = definition;
  const compilation = new Compilation({ ...ground, kind: 'surge', name: definition.name });
  if (of.performed === SESSION_STARTED)
    compilation.problem('/of/performed', `${SESSION_STARTED} is no event that was sent`, 'name an event that sources send');
  const event = ground.names.intern(of.performed);
  const where = compileWhere(of.where, '/of/where', [event], compilation);
  const path = by === undefined ? undefined : parsePath(by);
  const column = by === undefined || path === undefined ? undefined : ground.columns.need(by, [event]);
  if (by !== undefined && column === undefined) compilation.problem('/by', `"${by}" is no path into an event`, remedyOf(by));
  if (relative && by === undefined)
    compilation.problem(
      '/relative',
      'all counted together have no share of anything',
      'name the value by which is counted: by: properties.product_id',
    );
  if (compilation.problems.length > 0) return compilation.problems;
  const isGuarded = compilation.references.purpose(definition.purpose ?? USUAL_PURPOSE) !== undefined;
  return {
    words: wordsOf(definition, where),
    event,
    where,
    by: column,
    judgement: {
      buckets: new Buckets(parseDuration(every) as number),
      directions: direction === 'either' ? ['rise', 'fall'] : [direction],
      isRelative: relative,
      falseAlarmsPerMonth: definition.falseAlarmsPerMonth ?? FALSE_ALARMS_PER_MONTH,
    },
    mostValues: definition.mostValues ?? MOST_VALUES,
    isMovable:
      segment !== undefined || isGuarded || path?.root === 'session' || where.tests.some((test) => test.column.path.root === 'session'),
  };
}

function wordsOf({ of, by, segment, every = USUAL_BUCKET, direction = 'either', relative = false }: SurgeDefinition, where: Where): string {
  const filter = where.words === '' ? '' : ` where ${where.words}`;
  const values = by === undefined ? '' : `, for each ${pathInWords(by)}`;
  const members = segment === undefined ? '' : ` in segment “${segment}”`;
  const towards = { rise: 'far more', fall: 'far fewer', either: 'far more or far fewer' }[direction];
  const beside = relative ? ', as a share of all' : '';
  return `${towards} customers${members} than usual at that time of the week with “${of.performed}”${filter}${values}, by ${every}${beside}`;
}
