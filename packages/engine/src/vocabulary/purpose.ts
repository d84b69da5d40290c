import type { Named } from './definition.js';

/** A purpose for which personal data is used, and what silence means for it. */
export interface PurposeDefinition extends Named {
  readonly kind: 'purpose';
  /** `optIn`: unknown is no. `optOut`: unknown is yes until somebody objects. */
  readonly consent: 'optIn' | 'optOut';
}
