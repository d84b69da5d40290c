import type { Link, LinkTokens } from '../act/links/link-token.js';
import type { Pipeline } from '../pipeline.js';
import { type Identifier, parseIdentifier } from '../vocabulary/identifier.js';
import { consentAt } from './look.js';
import { hashed, type Responses, type RespondedTo } from './responses.js';

export interface LinkDeskInput {
  readonly pipeline: Pipeline;
  readonly tokens: LinkTokens;
  readonly responses: Pick<Responses, 'take'>;
  readonly find: (identifier: Identifier) => number | undefined;
}

/** What the page for unsubscribing shows. */
export interface UnsubscribeAnswer {
  readonly purpose: string;
  /** The purpose's title, for people. */
  readonly title: string;
  readonly denied: boolean;
}

/** Does what the links in messages are for. A token that this installation has not made is no link: undefined. */
export class LinkDesk {
  readonly #input: LinkDeskInput;

  constructor(input: LinkDeskInput) {
    this.#input = input;
  }

  /** What unsubscribing by a token would change; changes nothing. */
  look(token: string): UnsubscribeAnswer | undefined {
    const link = this.#linkOf(token, 'unsubscribe');
    if (link === undefined) return undefined;
    const purpose = this.#input.pipeline.definitions.of('purpose').find(({ definition }) => definition.name === link.purpose);
    return { purpose: link.purpose, title: purpose?.definition.title ?? link.purpose, denied: this.#consent(link) === 'denied' };
  }

  /**
   * Denies the purpose of a token's message: a choice like any other, in effect on what is queued. Denied already, nothing is written.
   * @throws CuspError journal_unavailable: then nothing has changed
   */
  async unsubscribe(token: string): Promise<UnsubscribeAnswer | undefined> {
    const link = this.#linkOf(token, 'unsubscribe');
    const before = this.look(token);
    if (link === undefined || before === undefined || before.denied) return before;
    const at = this.#input.pipeline.clock.now();
    const context = { consent: { categoryPreferences: { [link.purpose]: false } } };
    // Somebody who has agreed again meanwhile unsubscribes anew: each choice is one of its own.
    await this.#input.responses.take(respondedTo(link), { kind: 'unsubscribed', at, which: String(at), context });
    return { ...before, denied: true };
  }

  /** Takes note that a mail was opened; of who does not consent to its purpose, nothing. @returns whether it was a link */
  async open(token: string): Promise<boolean> {
    const link = this.#linkOf(token, 'open');
    if (link !== undefined) await this.#note(link, 'opened');
    return link !== undefined;
  }

  /** Takes note that a link was followed, as {@link open}. @returns where it leads */
  async click(token: string): Promise<string | undefined> {
    const link = this.#linkOf(token, 'click');
    if (link?.aim.kind !== 'click') return undefined;
    await this.#note(link, 'clicked', link.aim.url);
    return link.aim.url;
  }

  async #note(link: Link, kind: 'opened' | 'clicked', url?: string): Promise<void> {
    if (this.#consent(link) !== 'granted') return;
    const at = this.#input.pipeline.clock.now();
    const which = url === undefined ? {} : { which: hashed(url), properties: { url } };
    await this.#input.responses.take(respondedTo(link), { kind, at, ...which });
  }

  #linkOf(token: string, kind: Link['aim']['kind']): Link | undefined {
    const link = this.#input.tokens.open(token);
    return link?.aim.kind === kind ? link : undefined;
  }

  #consent({ identifier, purpose }: Link): string {
    const { pipeline, find } = this.#input;
    return consentAt(pipeline, find(parseIdentifier(identifier) as Identifier), purpose, pipeline.clock.now()).state;
  }
}

function respondedTo({ decisionId, campaign, channel, identifier }: Link): RespondedTo {
  return { decisionId, campaign, channel, identifier: parseIdentifier(identifier) as Identifier };
}
