import type { CustomerEvent } from '../../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';

/** One session as the twin sees it: its first event, and everything that belongs to it, in order. */
export interface TwinSession {
  readonly first: CustomerEvent;
  readonly events: readonly CustomerEvent[];
}

const HALF_AN_HOUR = 1_800_000;

/**
 * The sessions in a timeline (sorted, each event once): runs of visiting events with less than half an hour between neighbours, and the
 * others that fall in between or less than half an hour after.
 */
export function twinSessions(timeline: readonly CustomerEvent[]): readonly TwinSession[] {
  const visiting = timeline.filter(isVisiting);
  const runs: CustomerEvent[][] = [];
  for (const event of visiting) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && event.timestamp - last.timestamp < HALF_AN_HOUR) runs.at(-1)?.push(event);
    else runs.push([event]);
  }
  return runs.map((run) => {
    const first = run[0] as CustomerEvent;
    const last = run.at(-1) as CustomerEvent;
    const from = timeline.indexOf(first);
    const events = timeline.filter(
      (event, index) => index >= from && !isStore(event) && (run.includes(event) || heard(event, run, last, timeline)),
    );
    return { first, events };
  });
}

/** Whether an event that makes no session comes while one is on: an earlier event of its run is less than half an hour ago. */
function heard(event: CustomerEvent, run: readonly CustomerEvent[], last: CustomerEvent, timeline: readonly CustomerEvent[]): boolean {
  if (isVisiting(event)) return false;
  const earlier = run.filter((other) => timeline.indexOf(other) < timeline.indexOf(event));
  const newest = earlier.at(-1);
  return newest !== undefined && event.timestamp - newest.timestamp < HALF_AN_HOUR && event.timestamp - last.timestamp < HALF_AN_HOUR;
}

/** An event with what is known of its session, under the root of such paths. */
type InSession = CustomerEvent & { readonly session: JsonObject };

/** What is known of the session of an event that {@link withSessions} has looked at. */
export function sessionOf(event: CustomerEvent): JsonObject {
  return (event as Partial<InSession>).session ?? {};
}

/** A timeline (sorted, each event once) whose events say of their sessions what is known of them, with an event for each beginning. */
export function withSessions(timeline: readonly CustomerEvent[]): readonly CustomerEvent[] {
  const sessions = twinSessions(timeline);
  return timeline.flatMap((event): readonly InSession[] => {
    const place = sessions.findIndex(({ events }) => events.includes(event));
    const found = sessions[place];
    if (found === undefined) return [{ ...event, session: isStore(event) ? { channel: 'store' } : {} }];
    const { first } = found;
    const startedAt = new Date(first.timestamp).toISOString();
    const session = { ...whereFrom(first), startedAt, isStart: event === first, isFirst: place === 0 };
    return event === first
      ? [
          { ...event, type: 'track', event: 'Session Started', session },
          { ...event, session },
        ]
      : [{ ...event, session }];
  });
}

function isStore({ type, properties, context }: CustomerEvent): boolean {
  return type === 'track' && [ownValue(context, 'channel'), ownValue(properties, 'channel')].includes('store');
}

/** Whether somebody was there: knows what the random worlds contain. */
function isVisiting(event: CustomerEvent): boolean {
  const { type, context } = event;
  if (type === 'page' || type === 'screen') return true;
  if (type !== 'track' || isStore(event) || ownValue(context, 'channel') === 'server') return false;
  return [inside(context, 'device', 'type'), inside(context, 'page', 'url')].some((value) => value !== undefined && value !== null);
}

function inside(object: JsonObject, ...keys: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const key of keys) value = isJsonObject(value) ? ownValue(value, key) : undefined;
  return value;
}

/** Case by case, for the campaigns and referrers that the random worlds contain. */
function whereFrom({ context, type }: CustomerEvent): Readonly<Record<string, Json>> {
  const [source, medium, campaign] = ['source', 'medium', 'name'].map((key) => inside(context, 'campaign', key));
  const referrer = inside(context, 'page', 'referrer');
  const told: Record<string, Json> = {};
  if (typeof source === 'string') told.source = source;
  if (typeof medium === 'string') told.medium = medium;
  if (typeof campaign === 'string') told.campaign = campaign;
  if (medium === 'cpc')
    return { ...told, channel: source === 'google' ? 'paid_search' : source === 'facebook' ? 'paid_social' : 'paid_other' };
  if (medium === 'email') return { ...told, channel: 'email' };
  if (source === 'google') return { ...told, channel: 'organic_search' };
  if (source === 'facebook') return { ...told, channel: 'organic_social' };
  if (Object.keys(told).length > 0) return { ...told, channel: 'other' };
  if (referrer === 'https://www.google.de/')
    return { channel: 'organic_search', source: 'google', medium: 'organic', referrer: 'google.de' };
  if (referrer === 'https://l.facebook.com/')
    return { channel: 'organic_social', source: 'facebook', medium: 'social', referrer: 'facebook.com' };
  if (referrer === 'https://blog.example/kettles')
    return { channel: 'referral', source: 'blog.example', medium: 'referral', referrer: 'blog.example' };
  return { channel: type === 'screen' ? 'app' : 'direct' };
}
