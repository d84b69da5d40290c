import { isPersonName, type MatchField } from './field-kind.js';

/** A slot in which persons who look alike agree. */
export interface LookAlikeSlot {
  readonly slot: number;
  /** The level (as written) from which on they do: an e-mail address that is equal is nobody else's, one that is made of the same names may be. */
  readonly from: number;
}

/** What the ways are called. */
export const LOOK_ALIKE_NAMES = ['namesakes', 'household'] as const;

/** A way in which two persons come to agree in several fields by more than chance. */
export interface LookAlikeKind {
  readonly name: (typeof LOOK_ALIKE_NAMES)[number];
  readonly slots: readonly LookAlikeSlot[];
  /** Whether they have what they share for one reason, as a family has its name: rare values are then shared as frequent ones are. Namesakes meet by chance. */
  readonly haveOneReason: boolean;
}

/** What was learned of two persons who look alike. */
export interface LookAlikes extends Pick<LookAlikeKind, 'name' | 'haveOneReason'> {
  /** Their share of all pairs. */
  readonly prior: number;
  /** By slot and level as written: by how many bits it is more frequent among them than among others; 0 in slots that say nothing of them. */
  readonly bits: readonly (readonly number[])[];
}

/** The level of equal values, as written. */
const EQUAL = 1;

/**
 * In which ways persons may look alike, by what the fields are: namesakes, whose e-mail addresses are made of their names; members of a household, who share surname, address and phone, and not
 * given name, date of birth and e-mail address.
 */
export function lookAlikeKinds(fields: readonly MatchField[]): readonly LookAlikeKind[] {
  const slotsOf = (from: number, is: (field: MatchField) => boolean): LookAlikeSlot[] =>
    fields.flatMap((field, slot) => (is(field) ? [{ slot, from }] : []));
  const names = slotsOf(EQUAL, isName);
  const emails = slotsOf(EQUAL + 1, ({ kind }) => kind === 'email');
  const shared = slotsOf(EQUAL, isSharedByFamilies);
  const own = slotsOf(EQUAL, (field) => field.kind === 'date' || field.kind === 'email' || (isName(field) && !isSurname(field)));
  const kinds: LookAlikeKind[] = [];
  if (names.length > 0 && emails.length > 0) kinds.push({ name: 'namesakes', slots: [...names, ...emails], haveOneReason: false });
  if (shared.length > 1 && own.length > 0) kinds.push({ name: 'household', slots: shared, haveOneReason: true });
  return kinds;
}

function isName({ name, kind }: MatchField): boolean {
  return kind === 'name' && isPersonName(name);
}

function isSurname(field: MatchField): boolean {
  return isName(field) && /sur|last|family/i.test(field.name);
}

function isSharedByFamilies(field: MatchField): boolean {
  if (field.kind === 'name') return isSurname(field) || !isName(field);
  return field.kind === 'text' || field.kind === 'phone' || field.kind === 'code' || field.kind === 'category';
}

/** How likely two are of this kind and not two others, in bits; `levelAt` says the level (as written) of a slot. */
export function likenessOf({ prior, bits, haveOneReason }: LookAlikes, levelAt: (slot: number) => number, rarity: number): number {
  let likeness = Math.log2(prior) + (haveOneReason ? rarity : 0);
  for (let slot = 0; slot < bits.length; slot++) likeness += bits[slot]?.[levelAt(slot)] ?? 0;
  return likeness;
}

/** Bits by which a pair is held back because two who look alike might be behind it: 0 or less. */
export function heldBack(likenesses: readonly number[]): number {
  let odds = 0;
  for (const likeness of likenesses) odds += 2 ** likeness;
  return odds === 0 ? 0 : -Math.log2(1 + odds);
}

/** The first guess: they agree half as matches do, and half as others. */
export function firstLookAlikes(
  kind: LookAlikeKind,
  m: readonly (readonly number[])[],
  u: readonly (readonly number[])[],
  prior: number,
): LookAlikes {
  const shares = m.map((ofSlot, slot) => ofSlot.map((share, level) => (share + (u[slot]?.[level] ?? 0)) / 2));
  return lookAlikesFrom(kind, shares, u, prior);
}

/** What follows from the shares of levels among them, and among others. */
export function lookAlikesFrom(
  { name, slots, haveOneReason }: LookAlikeKind,
  shares: readonly (readonly number[])[],
  u: readonly (readonly number[])[],
  prior: number,
): LookAlikes {
  const bits = u.map((others, slot) => {
    const from = slots.find((one) => one.slot === slot)?.from ?? Number.POSITIVE_INFINITY;
    // A level that no two persons are on, in a field without values, says nothing.
    return others.map((share, level) => (level < from || share === 0 ? 0 : Math.log2((shares[slot]?.[level] ?? share) / share)));
  });
  return { name, haveOneReason, prior: Math.max(LEAST_PRIOR, prior), bits };
}

const LEAST_PRIOR = 1e-12;
