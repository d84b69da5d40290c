import { count } from '../format/number.js';

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** What the console says about tracking plans, and about sources as definitions. */
export const planTexts = {
  title: 'Tracking plans',
  lead: 'What events must look like, so that a slip in a new release is found on the day it ships.',
  none: 'No tracking plan is published',
  noneText: 'Make one from what a source has sent: names, properties and types are filled in, and you say what must hold.',
  events: (value: number) => plural(value, 'event is named', 'events are named'),
  onViolation: {
    block: 'what does not fit is put aside',
    omit: 'what does not fit is left out',
    allow: 'what does not fit is marked',
  } as Readonly<Record<string, string>>,
  onUnplanned: 'events that it does not name are put aside',
  heldTo: (sources: readonly string[]) => `holds for ${sources.join(', ')}`,
  heldToNone: 'no source is held to it yet',
  make: 'Make one from what came',
  makeText: 'A draft under the name of the source, which marks what does not fit and puts nothing aside. Look at it before you publish it.',
  makeOf: (source: string) => `From ${source}`,
  making: 'Making…',
  madeFrom: (events: number) => `made from ${plural(events, 'event', 'events')}`,
  page: {
    lead: (version: number | undefined) =>
      version === undefined ? 'A draft: no source can be held to it yet.' : `Version ${version} is in force.`,
    tabs: { edit: 'Definition', versions: 'Versions' },
    sources: 'Sources that are held to it',
    hold: (source: string) => `Hold ${source} to it`,
    holding: 'Writing the draft…',
    holdNote: (plan: string) => `held to the tracking plan ${plan}`,
    holdText: 'It becomes a draft of the source, to be looked at and published.',
    putAside: (value: number) => `${plural(value, 'item waits', 'items wait')} in quarantine for it`,
    back: 'All tracking plans',
    unpublished: 'Publish it first.',
  },
  source: {
    tabs: { quality: 'Quality', definition: 'Definition', versions: 'Versions' },
    undefinedYet: 'Nobody has defined this source yet: all defaults apply.',
    plan: 'The tracking plan',
    keys: 'Its write keys',
  },
};
