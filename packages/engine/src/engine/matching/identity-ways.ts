import type * as answers from '../../answers.js';
import { type Link, otherEnd } from '../../identify/link.js';
import type { Pipeline } from '../../pipeline.js';
import type { IdentityDecision } from '../../vocabulary/identity-decision.js';
import { identityLink } from '../identity-link.js';

/** A link with why it joins nobody; null when it does. */
interface JudgedLink {
  readonly link: Link;
  readonly refused: string | null;
}

/** Identifiers that are gone through for a way, at most. */
const MOST_PASSED = 20_000;
/** Links that are named, at most. */
const MOST_NAMED = 100;

/** Why two identifiers are of one customer, or not: the links on the way, those that were refused, and what people decided. */
export class IdentityWays {
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  between(left: number, right: number): Pick<answers.IdentityExplanation, 'sameCustomer' | 'links' | 'refused' | 'decisions'> {
    const { identities } = this.#pipeline;
    const sameCustomer = identities.customerOf(left) === identities.customerOf(right);
    const way = this.#way(left, right, ({ refused }) => !sameCustomer || refused === null);
    const joining = sameCustomer ? way : [];
    const refused = new Map([...(sameCustomer ? [] : way), ...this.#direct(left, right)].map((judged) => [judged.link, judged]));
    const named = [...refused.values()].filter((judged) => judged.refused !== null).slice(0, MOST_NAMED);
    return {
      sameCustomer,
      links: joining.map((judged) => this.#answer(judged)),
      refused: named.map((judged) => this.#answer(judged)),
      decisions: this.#decisions(left, right, way),
    };
  }

  /** Every link between the two themselves. */
  #direct(left: number, right: number): readonly JudgedLink[] {
    return this.#pipeline.identities.linksAt(left).filter(({ link }) => otherEnd(link, left) === right);
  }

  /** A shortest way over links that may be gone; none when there is no such way, or it is too far. */
  #way(from: number, to: number, may: (judged: JudgedLink) => boolean): readonly JudgedLink[] {
    const { identities } = this.#pipeline;
    const reachedBy = new Map<number, JudgedLink | null>([[from, null]]);
    for (const [identifier] of reachedBy) {
      if (identifier === to || reachedBy.size > MOST_PASSED) break;
      for (const judged of identities.linksAt(identifier)) {
        const other = otherEnd(judged.link, identifier);
        if (may(judged) && !reachedBy.has(other)) reachedBy.set(other, judged);
      }
    }
    const way: JudgedLink[] = [];
    let at = to;
    for (let judged = reachedBy.get(at); judged; judged = reachedBy.get(at)) {
      way.unshift(judged);
      at = otherEnd(judged.link, at);
    }
    return way;
  }

  #decisions(left: number, right: number, way: readonly JudgedLink[]): readonly IdentityDecision[] {
    const { identities } = this.#pipeline;
    const onTheWay = [{ left, right }, ...way.map(({ link }) => link)].flatMap(
      (link) => identities.decisionOn(link.left, link.right) ?? [],
    );
    const [one, other] = [identities.customerOf(left), identities.customerOf(right)];
    return [...new Set([...onTheWay, ...(one === other ? [] : identities.blocksBetween(one, other))])].slice(0, MOST_NAMED);
  }

  #answer({ link, refused }: JudgedLink): answers.IdentityLink {
    return identityLink(this.#pipeline, link, refused);
  }
}
