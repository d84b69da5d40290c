import { compileMessage, type MessageFault } from '../message.js';
import { ownValue, type Json, type JsonObject } from '../../vocabulary/json.js';
import { formatInstant } from '../../vocabulary/instant.js';
import type { Asked, Check } from './check.js';
import { pass, refuse } from './check.js';

type Saw = { traits?: JsonObject; metrics?: JsonObject; segments?: string[] };

/** Fills the message in. Only what its templates name is looked at, and kept in the decision. */
export const message: Check = {
  check: 'message',
  see: (question) => {
    const { look } = question;
    const { looksAt, isFixed } = compileMessage(sourceOf(question));
    if (isFixed) return undefined;
    const traits: Record<string, Json> = {};
    const metrics: Record<string, Json> = {};
    let segments: string[] | undefined;
    for (const [root, part, name] of looksAt) {
      if (root === 'customer') for (const [key, value] of traitsAt(look.traits(), part, name)) define(traits, key, value);
      if (root === 'metrics' && part !== undefined) define(metrics, part, look.metric(part));
      if (root === 'profile') segments = [...look.segments()];
    }
    return { ...present('traits', traits), ...present('metrics', metrics), ...(segments && { segments }) };
  },
  judge: (saw, asked) => {
    const rendered = compileMessage(sourceOf(asked)).render(dataFor(saw as Saw, asked));
    if ('fault' in rendered) return refuse('template_error', inWords(rendered.fault));
    return pass('filled in', { message: rendered.message });
  },
};

/** The message before it is filled in: the follow-up's, the variant's, or the campaign's own. */
export function sourceOf({ campaign, step, choice }: Pick<Asked, 'campaign' | 'step' | 'choice'>): JsonObject {
  if (step > 0) return campaign.followUps?.[step - 1]?.message ?? campaign.message;
  return campaign.variants?.find(({ name }) => name === choice.variant)?.message ?? campaign.message;
}

function traitsAt(traits: JsonObject, part: string | undefined, name: string | undefined): [string, Json][] {
  if (part !== 'traits') return [];
  if (name === undefined) return Object.entries(traits);
  const value = ownValue(traits, name);
  return value === undefined ? [] : [[name, value]];
}

function dataFor({ traits = {}, metrics = {}, segments = [] }: Saw, { campaign, cause, choice, now }: Asked): JsonObject {
  const offer = campaign.offers?.find(({ name }) => name === choice.offer);
  const at = formatInstant(cause.at);
  return {
    customer: { traits },
    // A metric without a value is missing, so that `default` fills in for it.
    metrics: Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== null)),
    profile: { segments },
    campaign: { name: campaign.name, title: campaign.title ?? campaign.name },
    ...(cause.kind === 'moment' ? { moment: { name: cause.moment, at } } : { segment: { name: cause.segment, at } }),
    ...(cause.kind === 'surge' && {
      surge: { name: cause.surge, value: cause.value, direction: cause.direction, ratio: cause.ratio, at },
    }),
    ...(offer && { offer: { ...offer.values, name: offer.name } }),
    now: formatInstant(now),
  };
}

function inWords({ pointer, message: what, line }: MessageFault): string {
  return `the template at ${pointer || '/'}${line === undefined ? '' : `, line ${line}`}: ${what}`;
}

function present(key: string, values: JsonObject): JsonObject {
  return Object.keys(values).length === 0 ? {} : { [key]: values };
}

/** Whatever the key is called, it becomes the object's own. */
function define(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
