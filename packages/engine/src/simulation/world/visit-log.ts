import type { Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { Random } from '../random.js';
import { SHOP } from '../shop/catalogue.js';
import type { TimedCall, TrackingCall } from '../tracking-call.js';
import type { Channel, CustomerTruth } from './customer-truth.js';
import type { Device } from './devices.js';

/** A value that is still being filled in. */
type Unfinished<T> = { -readonly [Key in keyof T]: T[Key] };

/** Writes down the calls of one visit, in time order, as the shop's tracker would send them. */
export class VisitLog {
  readonly calls: TimedCall[] = [];
  readonly #customer: CustomerTruth;
  readonly #device: Device;
  readonly #random: Random;
  readonly #id: string;
  readonly #channel: Channel | 'onsite';
  #at: Instant;
  #signedIn: boolean;
  #context: JsonObject;

  constructor(visit: {
    readonly customer: CustomerTruth;
    readonly device: Device;
    readonly at: Instant;
    readonly random: Random;
    /** What every messageId of the visit begins with. */
    readonly id: string;
    readonly channel: Channel | 'onsite';
  }) {
    this.#customer = visit.customer;
    this.#device = visit.device;
    this.#random = visit.random;
    this.#id = visit.id;
    this.#at = visit.at;
    this.#signedIn = visit.at >= visit.device.signedInFrom;
    this.#channel = visit.channel;
    this.#context = this.#contextOn('Home', '/');
  }

  /** The instant at which the next call is made. */
  get at(): Instant {
    return this.#at;
  }

  /** Lets about `medianSeconds` pass: at least one second, at most half an hour. */
  wait(medianSeconds: number): void {
    const seconds = Math.min(Math.max(this.#random.logNormal(medianSeconds, 0.6), 1), 1_800);
    this.#at += Math.floor(seconds * 1_000);
  }

  /** Opens a page of the shop; what is tracked on it comes a moment later. */
  page(name: string, path: string, category?: string): void {
    this.#context = this.#contextOn(name, path);
    const call = this.#call('page');
    call.name = name;
    const properties: JsonObject = { path, title: name, url: `${SHOP.origin}${path}` };
    call.properties = category === undefined ? properties : { ...properties, category };
    this.#at += 120;
  }

  /** Does something that the shop tracks. */
  track(event: string, properties: JsonObject): void {
    const call = this.#call('track');
    call.event = event;
    call.properties = properties;
  }

  /** Signs in: from here on the calls of this visit carry the userId. A guest only leaves name and address. */
  signIn(): void {
    const { name, email, country } = this.#customer;
    if (this.#at >= this.#customer.registersAt) this.#signedIn = true;
    const call = this.#call('identify');
    call.traits = { name, email, country: country.code, language: country.language, timezone: country.timezone };
    this.#at += 250;
  }

  /** Notes a call that is yet to get its own fields. Filled in place: copying half a million of them is what would cost. */
  #call(type: TrackingCall['type']): Unfinished<TrackingCall> {
    const messageId = `${this.#id}-${this.calls.length}`;
    const call: Unfinished<TrackingCall> = { messageId, type, anonymousId: this.#device.anonymousId, context: this.#context };
    if (this.#signedIn) call.userId = this.#customer.userId;
    this.calls.push({ at: this.#at, call });
    return call;
  }

  /** The context of the calls made on a page. They share the object: nobody may change it. */
  #contextOn(title: string, path: string): JsonObject {
    const { type, userAgent } = this.#device;
    const { locale, timezone } = this.#customer.country;
    const page = { path, title, url: `${SHOP.origin}${path}` };
    const context: JsonObject = { device: { type }, userAgent, locale, timezone, page };
    const campaign = CAMPAIGNS[this.#channel];
    if (campaign) context.campaign = campaign;
    const consent = consentOf(this.#customer, this.#at);
    if (consent) context.consent = consent;
    return context;
  }
}

const CAMPAIGNS: Readonly<Record<Channel | 'onsite', JsonObject | null>> = {
  direct: null,
  search: { source: 'search', medium: 'cpc', name: 'kitchen' },
  email: { source: 'newsletter', medium: 'email', name: 'weekly' },
  social: { source: 'social', medium: 'social', name: 'slow-mornings' },
  push: { source: 'push', medium: 'push', name: 'back-in-stock' },
  onsite: { source: 'shop', medium: 'onsite', name: 'offer' },
};

/** What the customer has chosen by then; null when they were never asked. */
function consentOf(customer: CustomerTruth, at: Instant): JsonObject | null {
  if (customer.marketing === 'never asked') return null;
  const marketing = customer.marketing === 'granted' && at < customer.withdrawsAt;
  return { categoryPreferences: { analytics: customer.analytics, marketing } };
}
