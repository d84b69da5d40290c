import { FloodWatch } from '../clean/bots/flood-watch.js';
import { cleanAgain } from '../clean/clean-again.js';
import { cleanItems } from '../clean/clean-items.js';
import { type CleaningRules, compileCleaning, DEFAULT_RULES } from '../clean/cleaning-rules.js';
import { cleanScore, parseScore, type ScoreDelivery } from '../clean/score-item.js';
import type { Arrival } from '../collect/collect-options.js';
import { type SignalledPurpose, withSignals } from '../govern/signals.js';
import type { Clock } from '../runtime/clock.js';
import type { CleanedItem } from '../vocabulary/cleaned-item.js';
import type { Instant, Milliseconds } from '../vocabulary/instant.js';
import { SCORES_SOURCE } from '../vocabulary/score.js';
import type { Json } from '../vocabulary/json.js';
import type { SourceDefinition, TrackingPlanDefinition } from '../vocabulary/source.js';
import type { QuarantinedItem } from '../vocabulary/quarantined-item.js';
import type { Sources } from './sources.js';

export interface CleaningInput {
  /** What is defined about sources just now. */
  readonly sources: Pick<Sources, 'get' | 'planOf'>;
  readonly clock: Pick<Clock, 'now'>;
  /** How long events are kept; null for ever. */
  readonly retention: Milliseconds | null;
  /** Whom a derived `customerId` stands for today; undefined when nobody has it. */
  readonly whoIs: ScoreDelivery['whoIs'];
  /** The purposes in force: signals of consent are spelled out for those that heed them. Default: none. */
  readonly purposes?: () => readonly SignalledPurpose[];
  /** Ids of items that bring none. */
  readonly newMessageId: () => string;
}

/** The clean stage as the engine uses it: the same for requests, files, connectors and replays. */
export class Cleaning {
  readonly #input: CleaningInput;
  readonly #floods = new FloodWatch();
  readonly #compiled = new Map<string, { source: SourceDefinition; plan: TrackingPlanDefinition | undefined; rules: CleaningRules }>();

  constructor(input: CleaningInput) {
    this.#input = input;
  }

  /** Cleans items of one source: one answer per item, in order. Floods are looked for in what is `live`. */
  clean(items: readonly Json[], arrival: Arrival, live = true): readonly CleanedItem[] {
    const { retention, newMessageId } = this.#input;
    const rules = this.#rulesOf(arrival.source);
    const cleaned = cleanItems(items, {
      ...arrival,
      now: arrival.receivedAt,
      retention,
      newMessageId,
      rules,
      ...(live && { floods: this.#floods }),
    });
    return cleaned.map((item) => this.#signalled(item, arrival.gpc === true));
  }

  #signalled(item: CleanedItem, gpc: boolean): CleanedItem {
    if (item.kind !== 'event') return gpc ? { ...item, item: { ...item.item, gpc } } : item;
    const event = withSignals(item.event, this.#input.purposes?.() ?? [], gpc);
    return event === item.event ? item : { ...item, event };
  }

  /** Makes scores that were made elsewhere events: one answer per score, in order. */
  cleanScores(items: readonly Json[], receivedAt: Instant, now = receivedAt): readonly CleanedItem[] {
    const { retention, newMessageId, whoIs } = this.#input;
    const arrival = { source: SCORES_SOURCE, receivedAt, now, type: null, context: undefined, sentAt: undefined };
    return items.map((item) => cleanScore(item, { ...arrival, retention, newMessageId, whoIs }));
  }

  /** Sends a quarantined item through the rules that are in force now; `newMessageId` names it when it brought no id. */
  again(item: QuarantinedItem, newMessageId: () => string): CleanedItem {
    const { clock, retention } = this.#input;
    const score = item.source === SCORES_SOURCE ? parseScore(item.raw) : undefined;
    if (score !== undefined) return this.cleanScores([score], item.receivedAt, clock.now())[0] as CleanedItem;
    const cleaned = cleanAgain(item, { now: clock.now(), retention, newMessageId, rules: this.#rulesOf(item.source) });
    return this.#signalled(cleaned, item.gpc === true);
  }

  /** Compiled once for as long as both definitions stay in force. */
  #rulesOf(name: string): CleaningRules {
    const { sources } = this.#input;
    const source = sources.get(name);
    if (source === undefined) return DEFAULT_RULES;
    const plan = sources.planOf(name);
    const known = this.#compiled.get(name);
    if (known !== undefined && known.source === source && known.plan === plan) return known.rules;
    const rules = compileCleaning(source, plan);
    this.#compiled.set(name, { source, plan, rules });
    return rules;
  }
}
