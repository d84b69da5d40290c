import { entryValue } from '../journal/entries.js';
import { newestTraits } from '../profile/traits.js';
import { NO_ROW } from '../timeline/event-rows.js';
import { type TimeZone, timeZone, UTC } from '../timeline/time-zones.js';
import { Timeline } from '../timeline/timeline.js';
import { IDENTIFY_NAME } from '../timeline/timelines.js';
import type { CustomerEvent } from '../vocabulary/event.js';
import type { Instant } from '../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../vocabulary/json.js';
import { mailAddressOf } from './mail-address.js';
import type { Memory } from './memory.js';

/** How many identify calls, the newest, are read for traits: a trait that none of these tells counts as missing. */
const MOST_IDENTIFIES = 1_000;

/** What is known of a customer at an instant, read when it is asked for, and once. Of nobody nothing is known. */
export class ProfileAt {
  readonly #memory: Memory;
  readonly #customer: number | undefined;
  readonly #now: Instant;
  readonly #timeline: Timeline;
  #traits: JsonObject | undefined;

  constructor(memory: Memory, customer: number | undefined, now: Instant) {
    this.#memory = memory;
    this.#customer = customer;
    this.#now = now;
    this.#timeline = new Timeline(memory.timelines);
  }

  /** The customer's events of a name that exist now, newest first. */
  *events(name: string): Generator<CustomerEvent, void, undefined> {
    for (const row of this.#rows(name)) yield this.#eventOf(row);
  }

  traits(): JsonObject {
    if (this.#traits === undefined) {
      const told: JsonObject[] = [];
      for (const { traits } of this.events(IDENTIFY_NAME)) if (told.push(traits) >= MOST_IDENTIFIES) break;
      this.#traits = newestTraits(told);
    }
    return this.#traits;
  }

  /** A metric's value; null when it has none, or there is no such metric. */
  metric(name: string): Json {
    if (this.#customer === undefined) return null;
    return this.#memory.metrics.get(name)?.valueFor(this.#timeline.at(this.#customer, this.#now)) ?? null;
  }

  /** By trait `timezone`, else the workspace's. */
  zone(): TimeZone {
    const name = ownValue(this.traits(), 'timezone');
    const workspace = this.#memory.definitions.of('workspace')[0]?.definition.timeZone;
    return (typeof name === 'string' ? timeZone(name) : undefined) ?? (workspace === undefined ? UTC : (timeZone(workspace) ?? UTC));
  }

  /** By the traits `language` and `locale`, else the locale of the newest event; null when none of them says one. */
  language(): string | null {
    const traits = this.traits();
    return tagIn(ownValue(traits, 'language')) ?? tagIn(ownValue(traits, 'locale')) ?? this.#localeOfNewest();
  }

  /** The address that mails to the customer go to; null when there is none. */
  mailAddress(): string | null {
    return this.#customer === undefined ? null : mailAddressOf(this.#memory, this.#customer);
  }

  /** Whether a channel has an address of the customer's. Only mail needs one that may not be there. */
  reaches(channel: string): boolean {
    return channel !== 'email' || this.mailAddress() !== null;
  }

  /** Whether the customer has done something after an instant. */
  performedSince(event: string, after: Instant): boolean {
    const { rows } = this.#memory.timelines;
    for (const row of this.#rows(event)) return rows.timestamp(row) > after;
    return false;
  }

  *#rows(name: string): Generator<number, void, undefined> {
    const number = this.#memory.timelines.names.find(name);
    if (this.#customer === undefined || number === undefined) return;
    const timeline = this.#timeline.at(this.#customer, this.#now);
    for (let row = timeline.newestOf(number); row !== NO_ROW; row = timeline.olderOf(row)) yield row;
  }

  #eventOf(row: number): CustomerEvent {
    const { journal, timelines } = this.#memory;
    return entryValue(journal.entryAt(timelines.rows.offset(row)), 'event');
  }

  #localeOfNewest(): string | null {
    if (this.#customer === undefined) return null;
    const row = this.#timeline.at(this.#customer, this.#now).newest();
    if (row === NO_ROW) return null;
    const { context } = this.#eventOf(row);
    return isJsonObject(context) ? tagIn(ownValue(context, 'locale')) : null;
  }
}

/** `de-DE` of `de_DE`; null when it is no language tag. */
function tagIn(value: Json | undefined): string | null {
  if (typeof value !== 'string') return null;
  const tag = value.trim().replaceAll('_', '-');
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? tag : null;
}
