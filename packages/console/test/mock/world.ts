import { createHash } from 'node:crypto';
import type { Because, DecisionItem, MomentExplanation, MomentItem, QuarantineList, StreamMessage, Timeline } from '@cusp/engine/contract';
import { PRODUCTS, SEGMENTS, type SegmentName } from './definitions.js';

type Item = Timeline['events'][number];

/** A customer of the mock world. */
export interface Person {
  id: string;
  identifiers: string[];
  traits: Record<string, unknown>;
  consent: 'granted' | 'denied' | 'unknown';
  consentSince: string | null;
  /** Newest first. */
  events: Item[];
  segments: Map<SegmentName, string>;
  lastMomentAt: number;
}

/** An event as a client sends it. */
export interface Sent {
  readonly messageId: string;
  readonly type: string;
  readonly event: string;
  readonly anonymousId?: string;
  readonly userId?: string;
  readonly properties: Record<string, unknown>;
  readonly context: Record<string, unknown>;
  readonly traits: Record<string, unknown>;
}

const WINDOW = 30_000;
const COMPARING = 10 * 60_000;
const COOLDOWN = 60_000;
const DAY = 86_400_000;
const iso = (time: number) => new Date(time).toISOString();

/**
 * A pretended engine: customers who look at products, three segments, one moment, one campaign.
 * Good enough to look at the console with; what it decides is not the engine's meaning.
 */
export class World {
  readonly people: Person[] = [];
  readonly moments: MomentItem[] = [];
  readonly decisions: DecisionItem[] = [];
  readonly quarantine: QuarantineList['items'] = [];
  readonly arrivals: number[] = [];
  readonly startedAt = Date.now();
  readonly listeners = new Set<(message: StreamMessage) => void>();
  /** The shop's back end: called with each offer that goes out. */
  onOffer: (person: Person, offer: Record<'decisionId' | 'headline' | 'text' | 'code', string>) => void = () => {};
  events = 0;
  duplicates = 0;
  readonly past: StreamMessage[] = [];
  private position = 0;
  private ids = new Set<string>();
  private seed = 7;

  random(): number {
    this.seed = (this.seed * 1664525 + 1013904223) >>> 0;
    return this.seed / 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)] as T;
  }

  private say(message: Omit<StreamMessage, 'position'>): void {
    this.position += 1;
    const full = { ...message, position: `0:${this.position}` } as StreamMessage;
    this.past.push(full);
    if (this.past.length > 2_000) this.past.shift();
    for (const listener of this.listeners) listener(full);
  }

  find(key: string): Person | undefined {
    return this.people.find((person) => `customerId:${person.id}` === key || person.identifiers.includes(key));
  }

  /** Takes an event in. Says whether it was new. */
  accept(sent: Sent, source: string, at = Date.now()): boolean {
    if (this.ids.has(sent.messageId)) {
      this.duplicates += 1;
      return false;
    }
    this.ids.add(sent.messageId);
    const person = this.personOf(sent);
    Object.assign(person.traits, sent.traits);
    const item: Item = {
      messageId: sent.messageId,
      type: sent.type,
      event: sent.event,
      timestamp: iso(at),
      receivedAt: iso(at + 3),
      source,
      identifier: sent.userId ? `userId:${sent.userId}` : `anonymousId:${sent.anonymousId}`,
      properties: sent.properties,
      context: sent.context,
      traits: sent.traits,
      changed: [],
    };
    person.events.unshift(item);
    this.events += 1;
    this.arrivals.push(Date.now());
    const { changed: _changed, context: _context, traits: _traits, ...told } = item;
    this.say({ type: 'event', value: { ...told, customerId: person.id } });
    this.readConsent(person, sent, at);
    this.reconsider(person, 'event', at, item);
    this.lookForMoment(person, item, at);
    return true;
  }

  private personOf(sent: Sent): Person {
    const identifiers = [sent.userId && `userId:${sent.userId}`, sent.anonymousId && `anonymousId:${sent.anonymousId}`].filter(
      (text): text is string => Boolean(text),
    );
    const known = this.people.find((person) => identifiers.some((identifier) => person.identifiers.includes(identifier)));
    const person: Person = known ?? {
      id: '',
      identifiers: [],
      traits: {},
      consent: 'unknown',
      consentSince: null,
      events: [],
      segments: new Map(),
      lastMomentAt: 0,
    };
    if (!known) this.people.push(person);
    person.identifiers = [...new Set([...identifiers, ...person.identifiers])];
    person.id = `c_${createHash('sha256')
      .update([...person.identifiers].sort().reverse()[0] ?? '')
      .digest('hex')
      .slice(0, 24)}`;
    return person;
  }

  private readConsent(person: Person, sent: Sent, at: number): void {
    const consent = sent.context['consent'];
    if (typeof consent !== 'object' || consent === null || !('categoryPreferences' in consent)) return;
    const { marketing } = consent.categoryPreferences as { marketing?: boolean };
    const state = marketing === undefined ? person.consent : marketing ? 'granted' : 'denied';
    if (state !== person.consent) person.consentSince = iso(at);
    person.consent = state;
  }

  holds(person: Person, segment: SegmentName, now: number): boolean {
    const last = (event: string) => Date.parse(person.events.find((item) => item.event === event)?.timestamp ?? '1970-01-01T00:00:00Z');
    const rules: Record<SegmentName, () => boolean> = {
      just_looking: () => last('Product Viewed') > now - WINDOW,
      filled_cart: () => last('Product Added') > Math.max(now - DAY, last('Order Completed')),
      buyers: () => last('Order Completed') > now - 90 * DAY,
      lapsing_buyers: () => false,
    };
    return rules[segment]();
  }

  private reconsider(person: Person, cause: string, at: number, item?: Item): void {
    for (const { name } of SEGMENTS) {
      const entered = this.holds(person, name, at);
      if (entered === person.segments.has(name)) {
        if (name === 'just_looking' && entered && item?.event === 'Product Viewed') this.leaveLater(person, at);
        continue;
      }
      if (entered) person.segments.set(name, iso(at));
      else person.segments.delete(name);
      item?.changed.push({ kind: 'segment', name, what: entered ? 'entered' : 'left', at: iso(at) });
      this.say({
        type: 'segment',
        value: {
          segment: name,
          version: 1,
          customerId: person.id,
          identifier: person.identifiers[0] ?? '',
          entered,
          at: iso(at),
          observedAt: iso(Math.max(at, Date.now()) + 2),
          cause,
          because: item ? [item.messageId] : [],
        },
      });
      if (name === 'just_looking' && entered) this.leaveLater(person, at);
    }
  }

  private leaveLater(person: Person, at: number): void {
    if (at + WINDOW < Date.now()) return;
    setTimeout(() => this.reconsider(person, 'time', at + WINDOW), at + WINDOW - Date.now()).unref();
  }

  /** How far somebody is from comparing prices. */
  explainMoment(person: Person, moment: string): MomentExplanation {
    const named = ({ messageId, event, timestamp }: Item) => ({ messageId, event, timestamp });
    const oldestFirst = [...person.events].reverse();
    const views = oldestFirst.filter((item) => item.event === 'Product Viewed').slice(-3);
    const added = oldestFirst.filter((item) => item.event === 'Product Added' && item.timestamp > (views[0]?.timestamp ?? ''));
    const fired = person.lastMomentAt > 0;
    return {
      moment,
      version: 1,
      customerId: person.id,
      words: 'three different products of one category on a phone',
      fired,
      at: fired ? iso(person.lastMomentAt) : null,
      reason: fired ? null : added.length > 0 ? 'blocked' : views.length === 0 ? 'not_begun' : 'incomplete',
      until: null,
      steps: ['one product', 'another', 'a third'].map((words, place) => {
        const view = views[place];
        return { words, event: view === undefined ? null : named(view), guard: null };
      }),
      blockedBy: fired ? [] : added.map(named),
      asOf: iso(Date.now()),
    };
  }

  private lookForMoment(person: Person, item: Item, at: number): void {
    if (item.event !== 'Product Viewed' || at - person.lastMomentAt < COOLDOWN) return;
    const added = person.events.findIndex((event) => event.event === 'Product Added');
    const views = person.events
      .slice(0, added < 0 ? undefined : added)
      .filter(
        (event) =>
          event.event === 'Product Viewed' &&
          Date.parse(event.timestamp) > at - COMPARING &&
          event.properties['category'] === item.properties['category'],
      )
      .filter((event) => JSON.stringify(event.context['device'] ?? '').includes('mobile'));
    const distinct = [...new Map(views.map((event) => [event.properties['product_id'], event])).values()];
    if (distinct.length < 3) return;
    person.lastMomentAt = at;
    const moment: MomentItem = {
      id: `m_${item.messageId}`,
      name: 'comparing_prices',
      version: 1,
      customerId: person.id,
      identifier: item.identifier,
      at: item.timestamp,
      detectedAt: iso(at + 4),
      status: 'detected',
      warmUntil: iso(at + 30 * 60_000),
      intent: 'buy',
      feeling: 'neutral',
      segments: [...person.segments.keys()],
      evidence: distinct
        .slice(0, 3)
        .reverse()
        .map((event) => event.messageId),
    };
    this.moments.unshift(moment);
    item.changed.push({ kind: 'moment', name: moment.name, what: 'detected', at: moment.at });
    this.say({ type: 'moment', value: moment });
    this.decide(person, moment, item);
  }

  private decide(person: Person, moment: MomentItem, item: Item): void {
    const consented = person.consent === 'granted';
    const sentBefore = this.decisions.filter((decision) => decision.customerId === person.id && decision.outcome === 'send').length;
    const checks: DecisionItem['checks'] = [
      {
        check: 'freshness',
        passed: true,
        detail: 'The moment was learned 4 ms after it happened; 15 minutes are allowed.',
        saw: { ageMs: 4 },
      },
      { check: 'audience', passed: true, detail: 'The campaign is for everybody.', saw: {} },
      {
        check: 'consent',
        passed: consented,
        detail: consented
          ? 'Consent to marketing was granted.'
          : person.consent === 'denied'
            ? 'Consent to marketing was denied.'
            : 'Nobody has asked about marketing, and silence is no consent.',
        saw: { purpose: 'marketing', state: person.consent },
      },
    ];
    const capped = consented && sentBefore >= 3;
    if (consented)
      checks.push({
        check: 'frequency_cap',
        passed: !capped,
        detail: `${sentBefore} of at most 3 sent within the last day.`,
        saw: { sent: sentBefore },
      });
    if (consented && !capped)
      checks.push({ check: 'holdout', passed: true, detail: 'Not among the 10 % who are kept out.', saw: { share: 0.1 } });
    const outcome = consented && !capped ? 'send' : 'refused';
    const decision: DecisionItem = {
      decisionId: `d_${moment.id}`,
      campaign: 'kettle_offer',
      version: 1,
      customerId: person.id,
      identifier: item.identifier,
      outcome,
      reason: outcome === 'send' ? null : capped ? 'frequency_cap' : person.consent === 'denied' ? 'consent_denied' : 'consent_unknown',
      cause: { kind: 'moment', momentId: moment.id, moment: moment.name, at: moment.at },
      decidedAt: iso(Date.parse(moment.detectedAt) + 1),
      checks,
      message:
        outcome === 'send' ? { headline: 'Still choosing?', text: 'Ten per cent off any kettle until tonight.', code: 'KETTLE10' } : null,
      delivery: { status: outcome === 'send' ? 'delivered' : 'none', attempts: outcome === 'send' ? 1 : 0, detail: null },
    };
    this.decisions.unshift(decision);
    item.changed.push({ kind: 'decision', name: decision.campaign, what: outcome, at: decision.decidedAt });
    this.say({ type: 'decision', value: decision });
    if (outcome === 'send')
      setTimeout(
        () =>
          this.onOffer(person, {
            decisionId: decision.decisionId,
            headline: 'Still choosing?',
            text: 'Ten per cent off any kettle until tonight.',
            code: 'KETTLE10',
          }),
        60,
      ).unref();
  }

  explain(person: Person, segment: SegmentName): Because {
    const now = Date.now();
    const member = this.holds(person, segment, now);
    const leaf = (event: string, window: number, words: string): Because => {
      const events = person.events.filter((item) => item.event === event && Date.parse(item.timestamp) > now - window);
      const newest = events[0];
      return {
        kind: 'performed',
        words,
        holds: events.length > 0,
        value: { count: events.length },
        events: events.slice(0, 10).map(({ messageId, event: name, timestamp }) => ({ messageId, event: name, timestamp })),
        until: newest ? iso(Date.parse(newest.timestamp) + window) : null,
        parts: [],
      };
    };
    if (segment === 'just_looking') return leaf('Product Viewed', WINDOW, 'performed Product Viewed within the last 30 seconds');
    if (segment === 'buyers') return leaf('Order Completed', 90 * DAY, 'performed Order Completed within 90 days');
    const ordered = leaf('Order Completed', DAY, 'performed Order Completed within 1 day');
    const negated: Because = {
      kind: 'not',
      words: 'not: performed Order Completed within 1 day',
      holds: !ordered.holds,
      value: {},
      events: [],
      until: ordered.until,
      parts: [ordered],
    };
    return {
      kind: 'all',
      words: 'all of',
      holds: member,
      value: {},
      events: [],
      until: null,
      parts: [leaf('Product Added', DAY, 'performed Product Added within 1 day'), negated],
    };
  }

  /** One of the simulated customers does something. */
  step(at = Date.now()): void {
    if (this.random() < 0.06) this.compare(at);
    const number = 1 + Math.floor(this.random() * 40);
    this.act(number, this.pick(PRODUCTS), this.random(), at);
  }

  /** One of them looks at everything of one category. */
  private compare(at: number): void {
    const number = 1 + 2 * Math.floor(this.random() * 20);
    const [, , category] = this.pick(PRODUCTS);
    PRODUCTS.filter((product) => product[2] === category).forEach((product, index) =>
      this.act(number, product, 0, at - 20_000 + index * 10_000),
    );
  }

  private act(number: number, [product_id, name, category, price]: (typeof PRODUCTS)[number], chance: number, at: number): void {
    const event = chance < 0.62 ? 'Product Viewed' : chance < 0.78 ? 'Page Viewed' : chance < 0.92 ? 'Product Added' : 'Order Completed';
    const properties =
      event === 'Order Completed'
        ? { order_id: `W${this.events}`, total: Math.round(price * 2) }
        : event === 'Page Viewed'
          ? { name: 'Home' }
          : { product_id, name, category, price };
    const signedIn = number % 3 === 0;
    this.accept(
      {
        messageId: `sim-${this.events}-${Math.floor(this.random() * 1e9).toString(36)}`,
        type: event === 'Page Viewed' ? 'page' : 'track',
        event,
        anonymousId: `a${number}f0c2-7d${number}-web`,
        ...(signedIn ? { userId: `${17000 + number}` } : {}),
        properties,
        context: {
          device: { type: number % 2 ? 'mobile' : 'desktop' },
          ...(number % 4 === 0 ? {} : { consent: { categoryPreferences: { marketing: number % 5 !== 0 } } }),
        },
        traits: signedIn
          ? { country: this.pick(['DE', 'FR', 'PL']), name: this.pick(['Ada Novak', 'Jan Weber', 'Lucie Moreau', 'Emil <b>Berg</b>']) }
          : {},
      },
      number % 2 ? 'web' : 'app',
      at,
    );
  }
}
