import type { Named } from './definition.js';

/** What silence means: `optIn`: unknown is no. `optOut`: unknown is yes until somebody objects. */
export type Silence = 'optIn' | 'optOut';

/** The grounds of Article 6 GDPR on which data may be used. */
export const LEGAL_BASES = ['consent', 'contract', 'legalObligation', 'vitalInterests', 'publicTask', 'legitimateInterest'] as const;
export type LegalBasis = (typeof LEGAL_BASES)[number];

/** What silence means by where a customer is: a country by its two letters (ISO 3166-1). */
export interface RegionalSilence {
  readonly default: Silence;
  readonly regions: Readonly<Record<string, Silence>>;
}

/** What people are told that they agree to. */
export interface PurposeText {
  readonly version: string;
  /** As `en` or `de-AT`. */
  readonly language: string;
  readonly text: string;
  /** An instant from which on who agreed before it is asked anew: their consent lapses then. */
  readonly asksAnewFrom?: string;
}

/** What personal data is used for by a definition that names no purpose. */
export const USUAL_PURPOSE = 'analytics';

/** A purpose for which personal data is used, and what silence means for it. */
export interface PurposeDefinition extends Named {
  readonly kind: 'purpose';
  readonly consent: Silence | RegionalSilence;
  /** On what ground the data is used; default `consent`. It is told, and decides nothing: a denial counts whatever the ground. */
  readonly legalBasis?: LegalBasis;
  /** The wordings that there have been, the newest one last in each language. */
  readonly texts?: readonly PurposeText[];
  /** How long a consent lasts, as `365d`; then the choice is unknown again. A denial does not lapse. Default: for ever. */
  readonly expires?: string;
  /** Whether Global Privacy Control denies it. */
  readonly gpc?: boolean;
  /** The purposes of the Transparency and Consent Framework that must all be consented to in a TC string. */
  readonly tcf?: readonly number[];
}

/** What silence means where a customer is. Who is nobody knows where is asked by the strictest of the rules. */
export function silenceIn(consent: PurposeDefinition['consent'], region: string | undefined): Silence {
  if (typeof consent === 'string') return consent;
  if (region !== undefined) return Object.hasOwn(consent.regions, region) ? (consent.regions[region] as Silence) : consent.default;
  return [consent.default, ...Object.values(consent.regions)].includes('optIn') ? 'optIn' : 'optOut';
}
