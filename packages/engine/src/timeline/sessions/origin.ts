import type { CustomerEvent } from '../../vocabulary/event.js';
import { isJsonObject, type Json, ownValue } from '../../vocabulary/json.js';
import { type Channel, channelOf } from './channel-rules.js';
import { type KnownSite, siteOfHost, siteOfSource } from './known-sites.js';
import { surfaceOf } from './visits.js';

/** What an event says about where the visit comes from that it begins; null where it says nothing. */
export interface Origin {
  readonly channel: Channel;
  /** utm_source, or the site that led here. */
  readonly source: string | null;
  /** utm_medium, or `cpc`, `organic`, `social`, `referral` by what led here. */
  readonly medium: string | null;
  readonly campaign: string | null;
  readonly term: string | null;
  readonly content: string | null;
  /** The host of another site's page that led here. */
  readonly referrer: string | null;
  /** The path of the page, or the name of the screen. */
  readonly entryPage: string | null;
}

/** The ids that advertisers hang on the addresses that they lead to. */
const CLICK_IDS: readonly (readonly [string, { readonly source: string; readonly medium: string }])[] = [
  ['gclid', { source: 'google', medium: 'cpc' }],
  ['gbraid', { source: 'google', medium: 'cpc' }],
  ['wbraid', { source: 'google', medium: 'cpc' }],
  ['msclkid', { source: 'bing', medium: 'cpc' }],
  ['dclid', { source: 'google', medium: 'display' }],
  ['ttclid', { source: 'tiktok', medium: 'paid' }],
  ['twclid', { source: 'x', medium: 'paid' }],
  ['li_fat_id', { source: 'linkedin', medium: 'paid' }],
  // Facebook hangs it on every link, paid or not.
  ['fbclid', { source: 'facebook', medium: 'social' }],
];
const MARKED = /utm_|clid|braid|li_fat_id/;
const MEDIUM_BY_SITE: Readonly<Record<KnownSite['kind'], string>> = {
  search: 'organic',
  social: 'social',
  video: 'referral',
  shopping: 'referral',
};

/** Where an event says that a visit comes from which it begins; undefined when it shows no visit. */
export function originOf(event: CustomerEvent): Origin | undefined {
  const surface = surfaceOf(event);
  if (surface === undefined) return undefined;
  const page = objectAt(event.context, 'page');
  const url = textAt(page, 'url') ?? textAt(event.properties, 'url');
  const referrer = foreignHost(textAt(page, 'referrer') ?? textAt(event.properties, 'referrer'), url);
  const tags = tagsOf(event, textAt(page, 'search') ?? url);
  const led = referrer === null ? undefined : siteOfHost(referrer);
  const source = tags.source ?? led?.name ?? referrer;
  const medium = tags.medium ?? (tags.source !== null || referrer === null ? null : led ? MEDIUM_BY_SITE[led.kind] : 'referral');
  const campaign = tags.name;
  return {
    channel: channelOf({
      source: source?.toLowerCase() ?? '',
      medium: medium?.toLowerCase() ?? '',
      campaign: campaign?.toLowerCase() ?? '',
      site: (tags.source === null ? led : siteOfSource(tags.source))?.kind,
      referred: referrer !== null && tags.source === null && tags.medium === null,
      surface,
    }),
    source,
    medium,
    campaign,
    term: tags.term,
    content: tags.content,
    referrer,
    entryPage: textAt(page, 'path') ?? textAt(event.properties, 'path') ?? pathOf(url) ?? textAt(event.properties, 'name'),
  };
}

type Tag = 'source' | 'medium' | 'name' | 'term' | 'content';
const TAGS: readonly Tag[] = ['source', 'medium', 'name', 'term', 'content'];

/** What the campaign's tags say: as the tracker read them, else as they stand in the address; else the ids of advertisers. */
function tagsOf({ context }: CustomerEvent, address: string | null): Readonly<Record<Tag, string | null>> {
  const campaign = objectAt(context, 'campaign');
  const query = address !== null && MARKED.test(address) ? queryOf(address) : undefined;
  const tag = (key: Tag): string | null => textAt(campaign, key) ?? (query?.get(`utm_${key === 'name' ? 'campaign' : key}`) || null);
  const tags = Object.fromEntries(TAGS.map((key) => [key, tag(key)])) as Record<Tag, string | null>;
  if (tags.source !== null || tags.medium !== null || query === undefined) return tags;
  const clicked = CLICK_IDS.find(([id]) => query.has(id))?.[1];
  return { ...tags, ...clicked };
}

/** The host of a page on another site; null when the page is one's own, or none. */
function foreignHost(referrer: string | null, url: string | null): string | null {
  const from = hostOf(referrer);
  const own = hostOf(url);
  if (from === null || from === own) return null;
  return own !== null && (from.endsWith(`.${own}`) || own.endsWith(`.${from}`)) ? null : from;
}

const HOST = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/?#@]*@)?([^/?#:]+)/i;

function hostOf(url: string | null): string | null {
  return url === null
    ? null
    : (HOST.exec(url)?.[1]
        ?.toLowerCase()
        .replace(/^(?:www|m|l|lm)\./, '') ?? null);
}

function pathOf(url: string | null): string | null {
  const match = url === null ? null : HOST.exec(url);
  return match === null ? null : (/^[^?#]+/.exec((url as string).slice(match[0].length).replace(/^:\d+/, ''))?.[0] ?? '/');
}

function queryOf(address: string): URLSearchParams {
  const start = address.indexOf('?');
  const end = address.indexOf('#', start);
  return new URLSearchParams(address.slice(start + 1, end < 0 ? undefined : end));
}

function objectAt(object: Json | undefined, key: string): Json | undefined {
  return isJsonObject(object) ? ownValue(object, key) : undefined;
}

/** A text that says something. */
function textAt(object: Json | undefined, key: string): string | null {
  const value = objectAt(object, key);
  return typeof value === 'string' && value !== '' ? value : null;
}
