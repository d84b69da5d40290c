import type { BotMark } from '../vocabulary/bot-mark.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import { isJsonObject, type JsonObject } from '../vocabulary/json.js';
import type { FloodWatch } from './bots/flood-watch.js';
import { floodMark } from './bots/mark-bot.js';
import type { CleaningRules } from './cleaning-rules.js';
import { withinSize } from './event-size.js';
import { extended } from './extended.js';
import type { Fault } from './fault.js';
import { FieldCleaning } from './field-cleaning.js';
import { textLanguage } from './rules/text-language.js';
import { type Agent, agentOf, withAgent } from './rules/user-agent.js';
import { holdToPlan } from './tracking-plan/hold-to-plan.js';

/** What an event says, in the making. */
export interface Contents {
  properties: JsonObject;
  context: JsonObject;
  traits: JsonObject;
}

/**
 * Does to an event what its source's rules say: its fields are normalised, then it is held to its plan, and then what it did not say
 * is added, which is no business of the plan's.
 * @param weight what the item weighs, by {@link weighItem}
 * @returns the same event when nothing changed; why it is put aside when its plan says so
 */
export function applyRules(
  event: CustomerEvent,
  rules: CleaningRules,
  floods: FloodWatch | undefined,
  weight: number,
): CustomerEvent | Fault {
  const cleaning = new FieldCleaning(rules.policy, event.type === 'group', event);
  const contents: Contents = {
    properties: cleaning.clean(event.properties, rules.places.properties, 'properties'),
    context: cleaning.clean(event.context, rules.places.context, 'context'),
    traits: cleaning.clean(event.traits, rules.places.traits, 'traits'),
  };
  if (rules.plan !== undefined) {
    const fault = holdToPlan(event, contents, rules.plan, cleaning);
    if (fault !== undefined) return fault;
  }
  const agent = agentIn(contents.context);
  if (rules.policy.normalise) addUnsaid(event, contents, agent, cleaning);
  const { flood } = rules.policy;
  const flooded = floods === undefined || flood === undefined ? undefined : floodMark(event, floods, flood);
  const mark = agent?.crawler ?? flooded;
  if (mark !== undefined) addMark(contents, mark, cleaning);
  return cleaning.changes === undefined ? event : changed(event, contents, cleaning, weight);
}

function agentIn({ userAgent }: JsonObject): Agent | undefined {
  return typeof userAgent === 'string' ? agentOf(userAgent) : undefined;
}

/** Adds what follows from what the event says. */
function addUnsaid(event: CustomerEvent, contents: Contents, agent: Agent | undefined, cleaning: FieldCleaning): void {
  if (agent !== undefined) {
    const context = withAgent(contents.context, agent);
    if (context !== contents.context) cleaning.record('context', 'user-agent', undefined);
    contents.context = context;
  }
  const language = textLanguage(event);
  if (language !== undefined) {
    contents.properties = extended(contents.properties, { language });
    cleaning.record('properties.language', 'text-language', undefined);
  }
}

/** Marks the event as a bot's. Who says of themselves whether they are one is believed: `traits.bot` stays as it was sent. */
function addMark(contents: Contents, mark: BotMark, cleaning: FieldCleaning): void {
  const { context, traits } = contents;
  if (!isJsonObject(context.bot)) {
    contents.context = extended(context, { bot: { ...mark } });
    cleaning.record('context.bot', 'bot', context.bot);
  }
  if (typeof traits.bot !== 'boolean') {
    contents.traits = extended(traits, { bot: true });
    cleaning.record('traits.bot', 'bot', traits.bot);
  }
}

/** The event with its new contents, its fields in the order of their declaration: one literal, which is ten times as fast as spreading. */
function changed(event: CustomerEvent, contents: Contents, { changes = [] }: FieldCleaning, weight: number): CustomerEvent {
  const told = withinSize(contents, changes, weight);
  if (told.length === 0) return { ...event, ...contents };
  return {
    messageId: event.messageId,
    type: event.type,
    event: event.event,
    userId: event.userId,
    anonymousId: event.anonymousId,
    previousId: event.previousId,
    groupId: event.groupId,
    timestamp: event.timestamp,
    receivedAt: event.receivedAt,
    source: event.source,
    changes: told,
    ...(event.integrations && { integrations: event.integrations }),
    properties: contents.properties,
    context: contents.context,
    traits: contents.traits,
  };
}
