import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';

/** Something that a customer of a planted world did. */
export interface Act {
  readonly customer: number;
  /** The number of the visit in the world. */
  readonly visit: number;
  readonly at: Instant;
  readonly name: string;
  /** What it is about, from 0; null for an act that is about nothing. */
  readonly subject: number | null;
  readonly properties: JsonObject;
  readonly context: JsonObject;
}

/** A kind of act. */
export interface ActKind {
  readonly name: string;
  /** How frequent it is among the acts of a visit. */
  readonly weight: number;
  readonly hasSubject?: boolean;
  /** What else is said of it. */
  readonly properties?: (random: Random) => JsonObject;
  /** How its frequency grows with what inclines a customer to the goal: a decoy. */
  readonly inclined?: number;
  /** How many times as frequent it is in the weeks in which the goal is: a decoy. */
  readonly inSeason?: number;
}

/** A value that acts of a name may have, at the path by which definitions ask for it. */
export interface ActValue {
  readonly name: string;
  readonly path: string;
  readonly value: string | number | boolean;
}

/** What customers of a world do, and in which words it is told. */
export interface Domain {
  readonly name: string;
  readonly goal: string;
  /** The first act of a visit. */
  readonly opening: string;
  readonly acts: readonly ActKind[];
  /** What every goal has just before it: it restates the goal. */
  readonly closing: readonly string[];
  /** What many do after the goal; it leads to nothing. */
  readonly aftermath: string;
  readonly subjects: number;
  /** What is said of a subject. */
  readonly describe: (subject: number) => JsonObject;
  /** The path by which acts name their subject, and their subject's kind. */
  readonly subjectPath: string;
  readonly kindOf: (subject: number) => string;
  /** Where visits take place, with how frequent each is. */
  readonly places: { readonly path: string; readonly values: readonly string[]; readonly weights: readonly number[] };
  readonly placeContext: (place: string) => JsonObject;
  /** Values that situations may be about. */
  readonly values: readonly ActValue[];
}
