import type { CustomerEvent } from './event.js';
import { isJsonObject } from './json.js';

/** Why an event is not taken for a person's: it stands in `context.bot`, and `traits.bot` is then true. */
export interface BotMark {
  /** `crawler`: the user agent is a known one. `flood`: more events in their time than a person makes. */
  readonly kind: 'crawler' | 'flood';
  /** What the agent calls itself, when that can be told. */
  readonly name?: string;
}

/** How many accepted events of a source are marked as a bot's, by what they were marked for. */
export type MarkedCounts = Record<BotMark['kind'], number>;

/** Whether an event is marked as a bot's, whatever its type. */
export function isMarkedBot({ traits, context }: Pick<CustomerEvent, 'traits' | 'context'>): boolean {
  return traits.bot === true && isJsonObject(context.bot);
}
