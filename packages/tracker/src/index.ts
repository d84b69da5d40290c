export { type CuspSignalsOptions, type CuspSignalsPlugin, cuspSignals } from './plugin.js';
export type { DeadClickOptions } from './dead-clicks.js';
export type { QuickBackOptions } from './quick-backs.js';
export type { RageClickOptions } from './rage-clicks.js';
export type { Signal } from './signal.js';
