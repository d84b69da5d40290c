import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERRORS } from '../../runtime/error-catalogue.js';
import { CuspError } from '../../runtime/errors.js';
import { BLOCKING_PARTS } from './blocking-parts.js';
import { COMPARISONS } from './comparisons/all.js';
import type { FieldKind } from './field-kind.js';
import { MOST_FREQUENT_KEPT } from './frequent-values.js';
import { LOOK_ALIKE_NAMES } from './look-alikes.js';
import type { MatchModel } from './model.js';
import { pairShape } from './pair-levels.js';
import { partnersOf } from './partners.js';

/** Fields of a model, at most. */
export const MOST_FIELDS = 32;
const MOST_LEVELS = 16;
const MOST_RULES = 100;
const LONGEST_NAME = 256;

const closed = { additionalProperties: false } as const;
const share = Type.Number({ minimum: 0, maximum: 1 });
const someShare = Type.Number({ exclusiveMinimum: 0, maximum: 1 });
const probability = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const field = Type.Integer({ minimum: 0, maximum: MOST_FIELDS - 1 });
const levels = Type.Array(Type.Object({ m: someShare, u: share, typicalShare: Type.Optional(share) }, closed), {
  minItems: 1,
  maxItems: MOST_LEVELS,
});
const kinds = Object.keys(COMPARISONS) as FieldKind[];

const MODEL = Type.Object(
  {
    version: Type.Literal(2),
    fields: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: LONGEST_NAME }),
          kind: Type.Enum(kinds),
          levels,
          frequent: Type.Object(
            {
              hashes: Type.Array(count, { maxItems: MOST_FREQUENT_KEPT }),
              shares: Type.Array(someShare, { maxItems: MOST_FREQUENT_KEPT }),
            },
            closed,
          ),
          rest: someShare,
        },
        closed,
      ),
      { minItems: 1, maxItems: MOST_FIELDS },
    ),
    arrangements: Type.Array(Type.Object({ fields: Type.Tuple([field, field]), levels }, closed), { maxItems: MOST_FIELDS / 2 }),
    prior: probability,
    lookAlikes: Type.Array(
      Type.Object(
        {
          name: Type.Enum([...LOOK_ALIKE_NAMES]),
          haveOneReason: Type.Boolean(),
          prior: someShare,
          bits: Type.Array(Type.Array(Type.Number({ minimum: -1_100, maximum: 1_100 }), { maxItems: MOST_LEVELS + 1 }), {
            maxItems: 2 * MOST_FIELDS,
          }),
        },
        closed,
      ),
      { maxItems: LOOK_ALIKE_NAMES.length },
    ),
    rules: Type.Array(
      Type.Array(Type.Object({ field, part: Type.String({ maxLength: LONGEST_NAME }) }, closed), { minItems: 1, maxItems: 4 }),
      { maxItems: MOST_RULES },
    ),
    largestBlock: Type.Integer({ minimum: 2, maximum: 10_000 }),
    thresholds: Type.Object({ link: probability, suggestion: probability }, closed),
    learnedFrom: Type.Object(
      {
        records: count,
        links: count,
        missing: Type.Array(share, { maxItems: MOST_FIELDS }),
        levels: Type.Array(Type.Array(share, { maxItems: MOST_LEVELS }), { maxItems: MOST_FIELDS }),
      },
      closed,
    ),
  },
  closed,
);
const SHAPE = Compile(MODEL);

/**
 * A model that was written down as JSON. All that matching relies on is checked, sizes too; unknown properties are refused.
 * @throws CuspError invalid_model
 */
export function readModel(json: unknown): MatchModel {
  if (!SHAPE.Check(json)) {
    const first = SHAPE.Errors(json)[0];
    throw new CuspError(ERRORS.invalidModel, `${first?.instancePath || 'it'} ${first?.message ?? 'does not fit'}`.slice(0, 300));
  }
  const why = contradictionIn(json);
  if (why !== undefined) throw new CuspError(ERRORS.invalidModel, why);
  return json;
}

/** What a model is called: the same for the same content, whatever the order of its properties. */
export function modelId(model: MatchModel): string {
  const inOrder = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return `m_${createHash('sha256').update(JSON.stringify(model, inOrder)).digest('hex').slice(0, 24)}`;
}

/** What does not fit together, though each part is well formed. */
function contradictionIn(model: Static<typeof MODEL>): string | undefined {
  const { fields, arrangements, lookAlikes, rules, thresholds, learnedFrom } = model;
  const { exchanging, levelCounts } = pairShape({ fields, partners: partnersOf(fields) });
  const partners = partnersOf(fields);
  const levelsOf = [...fields, ...arrangements].map((slot) => slot.levels.length + 1);
  const said = new Set(fields.map(({ name }) => name));
  if (said.size < fields.length) return 'two fields have one name';
  if (
    arrangements.map(({ fields: two }) => two.join()).join(' ') !== exchanging.map((first) => `${first},${partners[first] ?? ''}`).join(' ')
  )
    return 'other fields exchange their values';
  if (levelsOf.join() !== levelCounts.join()) return 'a field has another number of levels than its kind';
  if (!fields.every(({ frequent }) => areFrequent(frequent))) return 'the frequent values of a field are not in order';
  if (!lookAlikes.every(({ bits }) => bits.map((ofSlot) => ofSlot.length).join() === levelCounts.join()))
    return 'look-alikes have other levels';
  if (!rules.every((rule) => rule.every((part) => hasPart(fields[part.field]?.kind, part.part))))
    return 'a blocking rule names no part of a field';
  if (thresholds.suggestion > thresholds.link) return 'what is linked would not be suggested';
  const { missing, levels: seen } = learnedFrom;
  if (missing.length !== fields.length || seen.map((ofField) => ofField.length + 1).join() !== levelCounts.slice(0, fields.length).join())
    return 'what it was learned from has other fields';
  return undefined;
}

function areFrequent({ hashes, shares }: MatchModel['fields'][number]['frequent']): boolean {
  return hashes.length === shares.length && hashes.every((hash, place) => place === 0 || hash >= (hashes[place - 1] as number));
}

function hasPart(kind: FieldKind | undefined, part: string): boolean {
  return kind !== undefined && BLOCKING_PARTS[kind].some(({ name }) => name === part);
}
