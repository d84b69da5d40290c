import type { Json, JsonObject } from '../../vocabulary/json.js';
import type { SettledPolicy } from '../policy.js';

/** What a rule may look at beside the value that it cleans. */
export interface Surroundings {
  readonly policy: SettledPolicy;
  /** The object that holds the value, as it was. */
  readonly around: JsonObject;
  /** Of whom it speaks: the name of a group is no person's. */
  readonly ofGroup: boolean;
  /** The event's own currency, as it was sent; undefined when there is none. */
  readonly currency: Json | undefined;
  /** The country that the event itself names, as alpha-2; undefined when there is none. */
  country(): string | undefined;
  /** Says something that the value said too, under another key of `around`. False, and nothing happens, when it is said differently already. */
  addBeside(key: string, value: Json, rule: string): boolean;
}

/** A rule about values in certain places. */
export interface FieldRule {
  /** As it stands in `changes`. */
  readonly name: string;
  /** Paths, such as `traits.email`; `[]` stands for every element of a list. */
  readonly places: readonly string[];
  /** Whether the original may be kept at all; default true. */
  readonly keepsOriginal?: false;
  /** Whether its answers are known to be such that it would not change them again; otherwise each is tried. */
  readonly settles?: true;
  /** Whether it applies; asked once for each source. Default: when the source's events are normalised. */
  applies?(policy: SettledPolicy): boolean;
  /** The cleaned value; the same when there is nothing to clean or it cannot be read; undefined to leave the field out. Never throws. */
  clean(value: Json, surroundings: Surroundings): Json | undefined;
}

/** The same keys in each of some containers. */
export function placesIn(containers: readonly string[], keys: readonly string[]): string[] {
  return containers.flatMap((container) => keys.map((key) => `${container}.${key}`));
}

/** Where a call says something about the customer. */
export const TRAITS = ['traits', 'context.traits'] as const;
