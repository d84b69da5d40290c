import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pipeline } from '../../pipeline.js';
import { compareUtf8 } from '../../vocabulary/customer.js';
import { formatIdentifier, parseIdentifier } from '../../vocabulary/identifier.js';
import type { IdentityDecision, LearnedEvidence } from '../../vocabulary/identity-decision.js';
import type { MatchChanges, MatchedPair, PairOfKeys } from './matcher.js';

/** Under which matching and model links are decided. */
export interface Deciding {
  /** The name of the matching. */
  readonly matching: string;
  readonly modelId: string;
}

/** A link to be made, or one to be ended. */
interface Change extends InForce {
  readonly action: 'merge' | 'unmerge';
}

/** A learned link: which two, how sure, and who says so. */
interface InForce {
  readonly pair: PairOfKeys;
  readonly evidence: LearnedEvidence;
  readonly by: string;
}

/** Decisions that are written down and brought into force at a time, while nothing else is taken in. */
const DECISIONS_A_TURN = 100;

export interface LearnedLinksInput {
  readonly pipeline: Pipeline;
  /** Whether a record's identifier is on its way out: nothing is decided of it any more. */
  readonly isLeaving: (key: string) => boolean;
  readonly stopped: () => boolean;
}

/**
 * The links that matching has in force. Each is a decision on two identifiers, journalled like people's, and beside them: what
 * is decided here follows from what the matcher says alone.
 */
export class LearnedLinks {
  readonly #input: LearnedLinksInput;

  constructor(input: LearnedLinksInput) {
    this.#input = input;
  }

  /** How many there are. */
  get count(): number {
    return this.#input.pipeline.identities.learnedLinks().size;
  }

  /** Those in force whose either end is one of these keys, with their evidence; all when no keys are given. */
  inForce(keys?: ReadonlySet<string>): ReadonlyMap<string, InForce> {
    const found = new Map<string, InForce>();
    const { identities, timelines } = this.#input.pipeline;
    const numbers = keys === undefined ? undefined : [...keys].flatMap((key) => timelines.identifiers.find(key) ?? []);
    for (const { decision } of numbers === undefined
      ? identities.learnedLinks()
      : numbers.flatMap((number) => identities.learnedLinksOf(number))) {
      const pair = pairOf(decision);
      if (decision.learned !== undefined) found.set(pairText(pair), { pair, evidence: decision.learned, by: decision.by });
    }
    return found;
  }

  /** Brings exactly these links into force. Resolves when they are. @throws CuspError journal_unavailable: then some of them are */
  async become(wanted: readonly MatchedPair[], deciding: Deciding): Promise<void> {
    const kept = new Set(wanted.map((pair) => pairText([pair.left, pair.right])));
    const ended = [...this.inForce()].flatMap(([text, { pair }]) => (kept.has(text) ? [] : [pair]));
    await this.change({ linked: wanted, ended }, deciding);
  }

  /** Brings differences into force. @throws CuspError journal_unavailable: then some of them are */
  async change({ linked, ended }: MatchChanges, deciding: Deciding): Promise<void> {
    if (linked.length + ended.length === 0) return;
    const inForce = this.inForce(new Set([...linked.map(({ left }) => left), ...ended.map(([left]) => left)]));
    const merges = linked.flatMap((pair) => this.#merge(pair, deciding, inForce));
    const unmerges = ended.flatMap((pair): Change[] => {
      const known = inForce.get(pairText(pair));
      return known === undefined ? [] : [{ ...known, action: 'unmerge' }];
    });
    await this.#decide(this.#inOrder(merges, unmerges));
  }

  #merge(
    { left, right, bits, probability }: MatchedPair,
    { matching, modelId }: Deciding,
    inForce: ReturnType<LearnedLinks['inForce']>,
  ): Change[] {
    const known = inForce.get(pairText([left, right]))?.evidence;
    if (known !== undefined && known.modelId === modelId && known.bits === bits) return [];
    return [{ pair: [left, right], evidence: { modelId, bits, probability }, by: `matching ${matching}`, action: 'merge' }];
  }

  /**
   * First what parts, then what joins, and last what ends between two who stay together by other links: so nobody is parted or joined for
   * a moment on the way.
   */
  #inOrder(merges: readonly Change[], unmerges: readonly Change[]): readonly Change[] {
    const gone = new Set(unmerges.map(({ pair }) => pairText(pair)));
    const added = new Map<string, string[]>();
    for (const {
      pair: [left, right],
    } of merges) {
      (added.get(left) ?? added.set(left, []).get(left))?.push(right);
      (added.get(right) ?? added.set(right, []).get(right))?.push(left);
    }
    const stays = ({ pair: [left, right] }: Change): boolean => this.#reaches(left, right, gone, added);
    return [...unmerges.filter((change) => !stays(change)), ...merges, ...unmerges.filter(stays)];
  }

  /** Whether one record still leads to the other once everything has changed. */
  #reaches(from: string, to: string, gone: ReadonlySet<string>, added: ReadonlyMap<string, readonly string[]>): boolean {
    const { identities, timelines } = this.#input.pipeline;
    const found = new Set([from]);
    for (const key of found) {
      const number = timelines.identifiers.find(key);
      for (const { decision } of number === undefined ? [] : identities.learnedLinksOf(number)) {
        const pair = pairOf(decision);
        if (!gone.has(pairText(pair))) found.add(pair[0]).add(pair[1]);
      }
      for (const other of added.get(key) ?? []) found.add(other);
      if (found.has(to)) return true;
    }
    return false;
  }

  async #decide(changes: readonly Change[]): Promise<void> {
    const { pipeline, isLeaving, stopped } = this.#input;
    const requestId = randomUUID();
    for (let from = 0; from < changes.length && !stopped(); from += DECISIONS_A_TURN) {
      await pipeline.whenStill(async () => {
        const at = pipeline.clock.now();
        // Who has been erased since is not to be named again.
        const known = (key: string): boolean => pipeline.timelines.identifiers.find(key) !== undefined && !isLeaving(key);
        const now = changes.slice(from, from + DECISIONS_A_TURN).filter(({ pair }) => pair.every(known));
        await pipeline.decideIdentities(
          now.map(({ pair, evidence, action, by }, index) => ({
            decisionId: `${requestId}/${from + index}`,
            requestId,
            action,
            identifiers: [identifierOf(pair[0]), identifierOf(pair[1])],
            parts: false,
            // Who has said so takes it back, also when that matching is no longer in force.
            by,
            reason: reasonOf(action, evidence),
            at,
            learned: evidence,
          })),
        );
      });
      await nextTurn();
    }
  }
}

function reasonOf(action: Change['action'], { probability, bits }: LearnedEvidence): string {
  if (action === 'unmerge') return 'the records say so no longer';
  return `one person with a probability of ${probability.toFixed(4)} (${bits.toFixed(1)} bits)`;
}

function identifierOf(key: string): IdentityDecision['identifiers'][0] {
  const identifier = parseIdentifier(key);
  if (identifier === undefined) throw new RangeError('a record is of no identifier');
  return identifier;
}

function pairOf({ identifiers }: IdentityDecision): PairOfKeys {
  const [left, right] = identifiers.map(formatIdentifier) as [string, string];
  return compareUtf8(left, right) <= 0 ? [left, right] : [right, left];
}

function pairText([left, right]: PairOfKeys): string {
  return `${left.length} ${left}${right}`;
}
