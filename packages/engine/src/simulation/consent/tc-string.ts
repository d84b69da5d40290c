import { GVL, TCModel, TCString } from '@iabtcf/core';

const LISTS = { purposes: {}, specialPurposes: {}, features: {}, specialFeatures: {}, vendors: {}, stacks: {} };
/** A segment of disclosed vendors that names none: its first three bits are its kind, 1. */
const DISCLOSED_VENDORS = 'IAAA';

/**
 * A TC string as a consent tool makes it.
 * @param consented the purposes that are consented to
 * @param created an RFC 3339 time
 * @param disclosed whether it has the segment of disclosed vendors, which new strings must have
 */
export function tcString(consented: readonly number[], created: string, disclosed = true): string {
  const vendors = { gvlSpecificationVersion: 3, vendorListVersion: 1, tcfPolicyVersion: 5, lastUpdated: created, ...LISTS };
  const model = new TCModel(new GVL(vendors));
  model.created = new Date(created);
  model.lastUpdated = new Date(created);
  model.cmpId = 10;
  model.cmpVersion = 1;
  model.purposeConsents.set([...consented]);
  const [core = ''] = TCString.encode(model).split('.');
  return disclosed ? `${core}.${DISCLOSED_VENDORS}` : core;
}
