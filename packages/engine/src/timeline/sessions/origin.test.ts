import { describe, expect, test } from 'vitest';
import { eventAt } from '../../simulation/twin/history.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { JsonObject } from '../../vocabulary/json.js';
import { originOf } from './origin.js';

const SHOP = 'https://shop.example';
const page = (context: JsonObject, url = `${SHOP}/kettles`): CustomerEvent =>
  eventAt(0, 'Page Viewed', { type: 'page', context: { page: { url }, ...context } });
const from = (referrer: string, url = `${SHOP}/kettles`): CustomerEvent => page({ page: { url, referrer } });
const tagged = (campaign: JsonObject): CustomerEvent => page({ campaign });

describe('the channel of a visit', () => {
  test.each<[string, CustomerEvent]>([
    ['direct', page({})],
    ['direct', from('')],
    ['direct', from(`${SHOP}/`)],
    ['direct', from('https://checkout.shop.example/thanks', 'https://www.shop.example/')],
    ['organic_search', from('https://www.google.de/')],
    ['organic_search', from('https://www.google.co.uk/search?q=kettle')],
    ['organic_search', from('https://duckduckgo.com/')],
    ['organic_search', from('android-app://com.google.android.googlequicksearchbox/')],
    ['organic_search', from('https://search.yahoo.com/')],
    ['referral', from('https://mail.google.com/mail/u/0/')],
    ['referral', from('https://google.evil.example.com/')],
    ['referral', from('https://notgoogle.de/')],
    ['referral', from('https://blog.example/kettles')],
    ['organic_social', from('https://l.facebook.com/l.php')],
    ['organic_social', from('https://t.co/abc')],
    ['organic_video', from('https://www.youtube.com/watch?v=1')],
    ['organic_shopping', from('https://www.amazon.de/')],
    ['paid_search', tagged({ source: 'google', medium: 'cpc', name: 'autumn' })],
    ['paid_search', tagged({ source: 'Bing', medium: 'PPC' })],
    ['paid_search', page({}, `${SHOP}/?gclid=Cj0`)],
    ['paid_search', page({}, `${SHOP}/?a=b&utm_source=google&utm_medium=cpc#top`)],
    ['paid_social', tagged({ source: 'facebook', medium: 'paid_social' })],
    ['paid_social', tagged({ source: 'ig', medium: 'cpm' })],
    ['paid_shopping', tagged({ source: 'google', medium: 'cpc', name: 'shopping-kettles' })],
    ['paid_video', tagged({ source: 'youtube', medium: 'cpv' })],
    ['paid_other', tagged({ source: 'somewhere', medium: 'cpc' })],
    ['display', tagged({ source: 'somewhere', medium: 'banner' })],
    ['email', tagged({ source: 'newsletter', medium: 'email', name: 'weekly' })],
    ['email', page({ page: { url: SHOP, referrer: 'https://mail.google.com/' }, campaign: { medium: 'e-mail' } })],
    ['organic_social', tagged({ source: 'social', medium: 'social' })],
    ['affiliates', tagged({ source: 'partner', medium: 'affiliate' })],
    ['sms', tagged({ source: 'sms' })],
    ['push', tagged({ source: 'shop', medium: 'web_push' })],
    ['audio', tagged({ source: 'podcast', medium: 'audio' })],
    ['referral', tagged({ source: 'partner', medium: 'referral' })],
    ['other', tagged({ source: 'flyer', medium: 'print' })],
    ['organic_social', page({}, `${SHOP}/?fbclid=1`)],
    ['app', eventAt(0, 'Screen Viewed', { type: 'screen' })],
    ['app', eventAt(0, 'Tapped', { context: { device: { type: 'ios' }, app: { name: 'Shop' } } })],
    ['paid_social', eventAt(0, 'Deep Link Opened', { context: { channel: 'mobile' }, properties: { url: 'shop://x/?ttclid=1' } })],
    ['car', eventAt(0, 'Menu Opened', { properties: { channel: 'car' } })],
    ['car', eventAt(0, 'Menu Opened', { context: { device: { type: 'vehicle' } } })],
    ['store', eventAt(0, 'Order Completed', { properties: { channel: 'store' } })],
    ['store', eventAt(0, 'Order Completed', { context: { channel: 'POS' } })],
  ])('%s', (channel, event) => expect(originOf(event)?.channel).toBe(channel));

  test.each<[string, CustomerEvent]>([
    ['an identify call', eventAt(0, '', { type: 'identify', context: { page: { url: SHOP } } })],
    ['a server', eventAt(0, 'Order Completed', { context: { channel: 'server', userAgent: 'curl' } })],
    ['an import', eventAt(0, 'Order Completed', { properties: { total: 5 } })],
    ['a letter that was opened', eventAt(0, 'Email Opened', { context: { userAgent: 'Mozilla', page: { url: SHOP } } })],
    ['an empty context', eventAt(0, 'Seen', { context: { page: { url: '' }, device: { type: null } } })],
    ['fields of odd types', eventAt(0, 'Seen', { context: { page: [1], device: 'x', channel: 7 }, properties: { channel: {} } })],
    ['a channel that every object inherits', eventAt(0, 'Seen', { context: { channel: 'constructor' } })],
  ])('%s shows no visit', (_, event) => expect(originOf(event)).toBeUndefined());
});

describe('what a session says', () => {
  test('of a tagged page', () => {
    const campaign = { source: 'google', medium: 'cpc', name: 'autumn', term: 'kettle', content: 'blue' };
    expect(originOf(page({ campaign, page: { url: `${SHOP}/k?x=1`, path: '/k', referrer: 'https://www.google.de/' } }))).toEqual({
      channel: 'paid_search',
      source: 'google',
      medium: 'cpc',
      campaign: 'autumn',
      term: 'kettle',
      content: 'blue',
      referrer: 'google.de',
      entryPage: '/k',
    });
  });

  test.each<[string | null, string]>([
    ['/kettles', `${SHOP}/kettles?utm_x=1#y`],
    ['/', SHOP],
    ['/x', 'http://localhost:8080/x'],
  ])('the entry page %s of %s', (entryPage, url) => expect(originOf(page({}, url))?.entryPage).toBe(entryPage));

  test('a source is kept as it was written, and what led here where nothing was', () => {
    expect(originOf(tagged({ source: 'Google', medium: 'CPC' }))).toMatchObject({ source: 'Google', medium: 'CPC' });
    expect(originOf(from('https://www.google.de/'))).toMatchObject({ source: 'google', medium: 'organic', campaign: null });
    expect(originOf(from('https://blog.example/'))).toMatchObject({ source: 'blog.example', medium: 'referral' });
    expect(originOf(page({}))).toMatchObject({ source: null, medium: null, referrer: null });
  });
});
