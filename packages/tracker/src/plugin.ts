import type { Signal } from './signal.js';
import { SIGNALS, type SignalOptions } from './signals.js';
import { PageWatch } from './watch-page.js';

/** What is told, and when. Whatever is absent is as in {@link SIGNALS}. */
export interface CuspSignalsOptions {
  /** Which are told: all three when absent. Without `Quick Backed Out` nothing is kept in the browser. */
  readonly tell?: readonly Signal['event'][];
  readonly rageClicks?: Partial<SignalOptions['rageClicks']>;
  readonly deadClicks?: Partial<SignalOptions['deadClicks']>;
  readonly quickBacks?: Partial<SignalOptions['quickBacks']>;
  /** How many of each signal a page tells at most. */
  readonly perPage?: number;
}

/** The part of the SDK that is used. */
interface Analytics {
  track(event: string, properties: object): unknown;
}

/** A plugin of `@segment/analytics-next` 1.x. */
export interface CuspSignalsPlugin {
  readonly name: string;
  readonly version: string;
  readonly type: 'utility';
  isLoaded(): boolean;
  /** Begins to watch the page. Without a document, as on a server, it does nothing. */
  load(context: unknown, analytics: Analytics): Promise<void>;
  /** Stops, and removes every listener. */
  unload(): void;
  /** The SDK calls it at each page call, which is when a single-page app says that it has gone elsewhere. */
  page<C>(context: C): C;
}

/**
 * Tells `Rage Clicked`, `Dead Clicked` and `Quick Backed Out` as track calls: `await analytics.register(cuspSignals())`.
 * It never throws into the page: on an error of its own it says so in the console, and stops.
 */
export function cuspSignals(options: CuspSignalsOptions = {}): CuspSignalsPlugin {
  let watch: PageWatch | undefined;
  const wanted = new Set(options.tell ?? ['Rage Clicked', 'Dead Clicked', 'Quick Backed Out']);
  const unload = (): void => {
    watch?.end();
    watch = undefined;
  };
  return {
    name: 'Cusp Signals',
    version: '0.1.0',
    type: 'utility',
    isLoaded: () => true,
    load: (_context, analytics) => {
      unload();
      const tell = ({ event, properties }: Signal): void => {
        if (wanted.has(event)) Promise.resolve(analytics.track(event, properties)).catch(warn);
      };
      if (typeof document !== 'undefined') watch = new PageWatch(withDefaults(options), tell, warn, wanted.has('Quick Backed Out'));
      return Promise.resolve();
    },
    unload,
    page: (context) => {
      watch?.look();
      return context;
    },
  };
}

function withDefaults({ rageClicks, deadClicks, quickBacks, perPage }: CuspSignalsOptions): SignalOptions {
  return {
    rageClicks: { ...SIGNALS.rageClicks, ...rageClicks },
    deadClicks: { ...SIGNALS.deadClicks, ...deadClicks },
    quickBacks: { ...SIGNALS.quickBacks, ...quickBacks },
    perPage: perPage ?? SIGNALS.perPage,
  };
}

function warn(error: unknown): void {
  console.warn('Cusp signals:', error);
}
