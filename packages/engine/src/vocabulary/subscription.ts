import type { Named } from './definition.js';
import type { Instant } from './instant.js';

/** Somebody outside who is told of changes by signed webhook: of each once in the log, at least once on the wire, in their order. */
export interface SubscriptionDefinition extends Named {
  readonly kind: 'subscription';
  /** Whose entries and exits are told; `all` for every segment. */
  readonly segments?: readonly string[] | 'all';
  /** Which moments are told when they are detected or withdrawn; `all` for every one. */
  readonly moments?: readonly string[] | 'all';
  /** Which surges are told when they open, end or are withdrawn; `all` for every one. */
  readonly surges?: readonly string[] | 'all';
  readonly webhook: {
    readonly url: string;
    /** The name under which the vault keeps the secret that signs; the installation's own signs when absent. */
    readonly secret?: { readonly secret: string };
  };
}

/** How a subscription does. `gone`: the receiver has said that it wants nothing more; publish the subscription anew to go on. */
export interface SubscriptionStatus {
  readonly name: string;
  readonly state: 'waiting' | 'telling' | 'failing' | 'gone';
  /** Everything in the journal up to here has been told. */
  readonly position: string | null;
  /** How many changes were told since the start of the process. */
  readonly told: number;
  readonly lastToldAt: Instant | null;
  /** Why the last try failed, since when, and when the next one is due; null when it did not. */
  readonly failure: { readonly detail: string; readonly since: Instant; readonly nextTryAt: Instant | null } | null;
}
