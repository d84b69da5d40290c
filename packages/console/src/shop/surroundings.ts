import type { Device } from './messages.js';

/** What a call carries beside its properties: from which device it comes, and what the customer has chosen. */
export interface Surroundings {
  readonly device: Device;
  /** Null as long as the customer has not chosen. */
  readonly marketing: boolean | null;
}

/** The fields of a call's context that say where it comes from and what may be done with it. */
export function contextFields({ device, marketing }: Surroundings): Record<string, unknown> {
  return {
    device: { type: device === 'phone' ? 'mobile' : 'desktop' },
    ...(marketing === null ? {} : { consent: { categoryPreferences: { marketing } } }),
  };
}
