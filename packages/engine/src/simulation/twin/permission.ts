import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { isJsonObject, type Json, type JsonObject } from '../../vocabulary/json.js';
import type { PurposeDefinition } from '../../vocabulary/purpose.js';
import { twinConsent } from './consent.js';
import type { TwinGround } from './ground.js';
import { twinTimeline } from './timeline.js';

/** Whether a customer's data may be used for a purpose at `now`: as they said last, else as silence means where they are. */
export function twinPermits(purpose: PurposeDefinition, events: readonly CustomerEvent[], now: Instant, { links }: TwinGround): boolean {
  const { state } = twinConsent(purpose.name, events, links, now, purpose);
  return state === 'unknown' ? isAllowedBySilence(purpose, twinCountry(events, now)) : state === 'granted';
}

/** Nobody knows where: the strictest of all rules. */
function isAllowedBySilence({ consent }: PurposeDefinition, country: string | null): boolean {
  if (typeof consent === 'string') return consent === 'optOut';
  const rules = Object.entries(consent.regions);
  const ofCountry = rules.find(([region]) => region === country);
  if (country === null) return [consent.default, ...rules.map(([, rule]) => rule)].every((rule) => rule === 'optOut');
  return (ofCountry?.[1] ?? consent.default) === 'optOut';
}

/** What the newest identify call says that has a country, else one with an address that has one, else the newest event that was sent from one. */
export function twinCountry(events: readonly CustomerEvent[], now: Instant): string | null {
  const newestFirst = twinTimeline(events, now).toReversed();
  const calls = newestFirst.filter(({ type }) => type === 'identify').map(({ traits }) => traits);
  const said = [
    ...calls
      .map((traits) => traits.country)
      .filter(isSaid)
      .slice(0, 1),
    ...calls
      .map((traits) => inside(traits, 'address').country)
      .filter(isSaid)
      .slice(0, 1),
    ...newestFirst.map(({ context }) => inside(context, 'location').country).filter((country) => isSaid(country) && country !== null),
  ];
  const [first] = said;
  return typeof first === 'string' && /^[a-z]{2}$/i.test(first) ? first.toUpperCase() : null;
}

function isSaid(value: Json | undefined): value is Json {
  return value !== undefined;
}

function inside(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}
