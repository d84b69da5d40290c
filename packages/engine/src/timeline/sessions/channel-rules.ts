import type { SiteKind } from './known-sites.js';

/** The channels by which a visit can come. */
export type Channel =
  | 'paid_search'
  | 'paid_social'
  | 'paid_video'
  | 'paid_shopping'
  | 'paid_other'
  | 'display'
  | 'organic_search'
  | 'organic_social'
  | 'organic_video'
  | 'organic_shopping'
  | 'email'
  | 'affiliates'
  | 'audio'
  | 'sms'
  | 'push'
  | 'referral'
  | 'store'
  | 'car'
  | 'app'
  | 'direct'
  | 'other';

/** What a visit's first event says about where it comes from; texts in lower case, empty when it says nothing. */
export interface Clues {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly site: SiteKind | undefined;
  /** Whether another site's page led here. */
  readonly referred: boolean;
  /** What it happens in. */
  readonly surface: 'store' | 'car' | 'app' | 'web';
}

const PAID = /cp|^(?:ppc|retargeting)$|^paid/;
const SHOPPING = /(?:^|[^a-df-z])shop|shopping/;
const EMAIL = ['email', 'e-mail', 'e_mail', 'e mail', 'newsletter'];
const SOCIAL = ['social', 'social-network', 'social-media', 'sm', 'social network', 'social media'];
const DISPLAY = ['display', 'banner', 'expandable', 'interstitial', 'cpm'];

const isPaid = ({ medium }: Clues): boolean => PAID.test(medium);
const isShopping = ({ site, campaign }: Clues): boolean => site === 'shopping' || SHOPPING.test(campaign);
const saysNothing = ({ source, medium, campaign, referred }: Clues): boolean =>
  source === '' && medium === '' && campaign === '' && !referred;

/** The channels, in the order in which they are asked: the first that fits is the visit's. */
const CHANNEL_RULES: readonly (readonly [Channel, (clues: Clues) => boolean])[] = [
  ['store', ({ surface }) => surface === 'store'],
  ['car', (clues) => clues.surface === 'car' && saysNothing(clues)],
  ['app', (clues) => clues.surface === 'app' && saysNothing(clues)],
  ['direct', saysNothing],
  ['paid_shopping', (clues) => isShopping(clues) && isPaid(clues)],
  ['paid_search', (clues) => clues.site === 'search' && isPaid(clues)],
  ['paid_social', (clues) => clues.site === 'social' && isPaid(clues)],
  ['paid_video', (clues) => clues.site === 'video' && isPaid(clues)],
  ['display', ({ medium }) => DISPLAY.includes(medium)],
  ['paid_other', isPaid],
  ['organic_shopping', isShopping],
  ['organic_social', ({ site, medium }) => site === 'social' || SOCIAL.includes(medium)],
  ['organic_video', ({ site, medium }) => site === 'video' || medium.includes('video')],
  ['email', ({ source, medium }) => EMAIL.includes(medium) || EMAIL.includes(source)],
  ['affiliates', ({ medium }) => medium === 'affiliate' || medium === 'affiliates'],
  ['audio', ({ medium }) => medium === 'audio'],
  ['sms', ({ source, medium }) => medium === 'sms' || source === 'sms'],
  ['push', ({ source, medium }) => medium.endsWith('push') || /mobile|notification/.test(medium) || source === 'firebase'],
  ['organic_search', ({ site, medium }) => site === 'search' || medium === 'organic'],
  ['referral', ({ medium, referred }) => referred || ['referral', 'app', 'link'].includes(medium)],
  ['other', () => true],
];

/** The channel of what comes with these clues. */
export function channelOf(clues: Clues): Channel {
  for (const [channel, fits] of CHANNEL_RULES) if (fits(clues)) return channel;
  return 'other';
}
