import type { CustomerEvent } from '../../vocabulary/event.js';
import { isJsonObject, type Json, type JsonObject, ownValue } from '../../vocabulary/json.js';
import type { Clues } from './channel-rules.js';

/** What `context.channel` and `properties.channel` call the places where people are, and computers that speak for them. */
const SURFACES: Readonly<Record<string, Clues['surface'] | 'server'>> = {
  store: 'store',
  shop: 'store',
  pos: 'store',
  till: 'store',
  in_store: 'store',
  instore: 'store',
  offline: 'store',
  car: 'car',
  vehicle: 'car',
  app: 'app',
  mobile: 'app',
  web: 'web',
  browser: 'web',
  server: 'server',
  api: 'server',
};

/** Events that happen to somebody, or without them looking: they neither begin a visit nor keep it alive. */
const HAPPEN_TO_SOMEBODY = new Set([
  'Push Notification Received',
  'Push Notification Bounced',
  'Application Backgrounded',
  'Application Crashed',
  'Email Delivered',
  'Email Opened',
  'Email Bounced',
  'Email Marked as Spam',
  'Email Link Clicked',
  'Unsubscribed',
]);

/**
 * Where somebody was when an event happened, if the event shows that they were there: a page or a screen, a browser, a device, a car,
 * or the till of a store. Undefined for identify, group and alias calls and for what computers say, such as servers and imports.
 */
export function surfaceOf({ type, event, context, properties }: CustomerEvent): Clues['surface'] | undefined {
  if (type !== 'track' && type !== 'page' && type !== 'screen') return undefined;
  const named = surfaceNamed(ownValue(context, 'channel')) ?? surfaceNamed(ownValue(properties, 'channel'));
  if (named === 'store') return named;
  if (named === 'server' || HAPPEN_TO_SOMEBODY.has(event)) return undefined;
  const device = ownValue(context, 'device');
  if (surfaceNamed(fieldOf(device, 'type')) === 'car') return 'car';
  if (named === 'car' || named === 'app') return named;
  if (saysSomething(ownValue(context, 'page')) || type === 'page') return 'web';
  if (type === 'screen') return 'app';
  if (named === 'web' || ownValue(context, 'userAgent')) return 'web';
  return saysSomething(device) || saysSomething(ownValue(context, 'screen')) ? surfaceOfDevice(context) : undefined;
}

function surfaceOfDevice(context: JsonObject): Clues['surface'] {
  return saysSomething(ownValue(context, 'app')) ? 'app' : 'web';
}

function surfaceNamed(value: Json | undefined): Clues['surface'] | 'server' | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.toLowerCase();
  return Object.hasOwn(SURFACES, text) ? SURFACES[text] : undefined;
}

function saysSomething(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.values(value).some((part) => part !== null && part !== '');
}

function fieldOf(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) ? ownValue(value, key) : undefined;
}
