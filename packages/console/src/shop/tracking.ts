import { type Analytics, AnalyticsBrowser, type Plugin } from '@segment/analytics-next';
import { cuspSignals } from '@cusp/tracker';
import type { ShopMessage } from './messages.js';
import { contextFields, type Surroundings } from './surroundings.js';

/** The shop's view of the analytics library. */
export interface Tracker {
  track(event: string, properties?: Record<string, unknown>): void;
  page(name: string): void;
  identify(userId: string, traits: Record<string, string>): void;
  /** Becomes somebody new. */
  reset(): void;
  who(): { readonly anonymousId: string; readonly userId: string | null };
}

/** The write key that the demo gives the shop; undefined when there is no demo. */
export async function demoWriteKey(): Promise<string | undefined> {
  const response = await fetch('/demo/config.json');
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return undefined;
  const config: unknown = await response.json();
  return typeof config === 'object' && config !== null && 'writeKey' in config && typeof config.writeKey === 'string'
    ? config.writeKey
    : undefined;
}

/** Loads the analytics library against this very server. */
export async function startTracking(writeKey: string, surroundings: () => Surroundings): Promise<Tracker> {
  const { location } = window;
  const [analytics] = await AnalyticsBrowser.load(
    { writeKey, cdnURL: location.origin, plugins: [surroundingsPlugin(surroundings), tellParentPlugin, cuspSignals()] },
    { integrations: { 'Segment.io': { apiHost: `${location.host}/v1`, protocol: location.protocol === 'https:' ? 'https' : 'http' } } },
  );
  return trackerOver(analytics);
}

function trackerOver(analytics: Analytics): Tracker {
  return {
    track: (event, properties) => void analytics.track(event, properties),
    page: (name) => void analytics.page(name),
    identify: (userId, traits) => void analytics.identify(userId, traits),
    reset: () => analytics.reset(),
    who: () => ({ anonymousId: analytics.user().anonymousId() ?? '', userId: analytics.user().id() ?? null }),
  };
}

type Step = NonNullable<Plugin['track']>;

/** A plugin that does the same with every kind of call. */
function plugin(name: string, type: 'enrichment' | 'before', step: Step): Plugin {
  return {
    name,
    type,
    version: '1.0.0',
    isLoaded: () => true,
    load: () => Promise.resolve(),
    track: step,
    page: step,
    identify: step,
    screen: step,
    group: step,
    alias: step,
  };
}

function surroundingsPlugin(surroundings: () => Surroundings): Plugin {
  return plugin('Surroundings', 'enrichment', (context) => {
    for (const [field, value] of Object.entries(contextFields(surroundings()))) context.updateEvent(`context.${field}`, value);
    return context;
  });
}

/** Tells the page around the shop which message is on its way, so that it can say how long it took. */
const tellParentPlugin = plugin('Tell the page around', 'enrichment', (context) => {
  const { messageId, event, type, timestamp } = context.event;
  if (messageId)
    tellParent({ from: 'shop', kind: 'sent', messageId, event: event ?? type, at: timestamp ? new Date(timestamp).getTime() : Date.now() });
  return context;
});

/** Says something to the page around, when there is one. */
export function tellParent(message: ShopMessage): void {
  if (window.parent !== window) window.parent.postMessage(message, window.location.origin);
}
