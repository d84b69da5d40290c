/** What kind of site somebody came from. */
export type SiteKind = 'search' | 'social' | 'video' | 'shopping';

/**
 * Sites that people come from, by the name under which reports know them. A host without a dot stands for that label below any country
 * (`google` is google.de and google.co.uk); one with a dot for itself and what is below it. Other texts that utm_source says for a
 * site stand here too.
 */
const SITES: Readonly<Record<SiteKind, Readonly<Record<string, readonly string[]>>>> = {
  search: {
    google: ['google', 'com.google.android.googlequicksearchbox', 'adwords', 'googleads', 'google_ads', 'google-ads'],
    bing: ['bing', 'msn.com', 'cn.bing.com', 'bingads'],
    yahoo: ['yahoo', 'search.yahoo.com'],
    duckduckgo: ['duckduckgo'],
    ecosia: ['ecosia.org'],
    qwant: ['qwant.com'],
    startpage: ['startpage.com'],
    brave: ['search.brave.com'],
    baidu: ['baidu.com'],
    yandex: ['yandex', 'ya.ru'],
    naver: ['naver.com'],
    daum: ['daum.net'],
    seznam: ['seznam.cz', 'search.seznam.cz'],
    sogou: ['sogou.com'],
    '360': ['so.com', '360.cn'],
    ask: ['ask.com'],
    aol: ['aol.com'],
    't-online': ['t-online.de', 'suche.t-online.de'],
    kagi: ['kagi.com'],
    presearch: ['presearch.com'],
    lycos: ['lycos.com'],
    virgilio: ['virgilio.it'],
    rambler: ['rambler.ru'],
    search: [],
  },
  social: {
    facebook: ['facebook.com', 'fb.com', 'fb.me', 'messenger.com', 'com.facebook.katana', 'fb', 'meta'],
    instagram: ['instagram.com', 'com.instagram.android', 'ig'],
    threads: ['threads.net', 'threads.com'],
    x: ['x.com', 'twitter.com', 't.co', 'com.twitter.android', 'twitter'],
    linkedin: ['linkedin.com', 'lnkd.in', 'com.linkedin.android'],
    pinterest: ['pinterest', 'pin.it', 'com.pinterest'],
    reddit: ['reddit.com', 'redd.it', 'com.reddit.frontpage'],
    tiktok: ['tiktok.com', 'com.zhiliaoapp.musically'],
    snapchat: ['snapchat.com'],
    whatsapp: ['whatsapp.com', 'wa.me'],
    telegram: ['telegram.org', 't.me'],
    discord: ['discord.com', 'discord.gg'],
    mastodon: ['mastodon.social', 'mastodon.online'],
    bluesky: ['bsky.app'],
    tumblr: ['tumblr.com'],
    vk: ['vk.com'],
    weibo: ['weibo.com', 'weibo.cn'],
    wechat: ['wechat.com'],
    line: ['line.me'],
    xing: ['xing.com'],
    quora: ['quora.com'],
    'hacker news': ['news.ycombinator.com', 'hackernews'],
    nextdoor: ['nextdoor.com'],
    social: [],
  },
  video: {
    youtube: ['youtube.com', 'youtu.be', 'com.google.android.youtube'],
    vimeo: ['vimeo.com'],
    twitch: ['twitch.tv'],
    dailymotion: ['dailymotion.com'],
    netflix: ['netflix.com'],
    disneyplus: ['disneyplus.com'],
  },
  shopping: {
    amazon: ['amazon'],
    ebay: ['ebay'],
    etsy: ['etsy.com'],
    alibaba: ['alibaba.com', 'aliexpress.com'],
    walmart: ['walmart.com'],
    shopify: ['shopify.com'],
    idealo: ['idealo'],
    'google shopping': ['shopping.google.com', 'google_shopping', 'googleshopping'],
    mercadolibre: ['mercadolibre.com'],
    zalando: ['zalando'],
  },
};

/** Below a search engine's name, but no search: somebody followed a link out of a letter or a document. */
const NOT_SEARCH = ['mail', 'docs', 'drive', 'calendar', 'meet', 'classroom', 'groups', 'sites', 'accounts'];

/** A site by name and kind. */
export interface KnownSite {
  readonly name: string;
  readonly kind: SiteKind;
}

const byText = new Map<string, KnownSite>();
for (const [kind, sites] of Object.entries(SITES)) {
  for (const [name, texts] of Object.entries(sites)) {
    for (const text of [name, ...texts]) byText.set(text, { name, kind: kind as SiteKind });
  }
}

/** The site that a utm_source means, be it a name or a host. */
export function siteOfSource(source: string): KnownSite | undefined {
  const text = source.toLowerCase();
  return byText.get(text) ?? (text.includes('.') ? siteOfHost(text) : undefined);
}

/** The site that a host belongs to. */
export function siteOfHost(host: string): KnownSite | undefined {
  const labels = host.split('.');
  for (let from = 0; from < labels.length - 1; from++) {
    const exact = byText.get(labels.slice(from).join('.'));
    if (exact !== undefined) return isSearchPage(exact, labels) ? exact : undefined;
    const ofAnyCountry = isCountryEnd(labels, from + 1) ? byText.get(labels[from] as string) : undefined;
    if (ofAnyCountry !== undefined && isHostLabel(ofAnyCountry, labels[from] as string))
      return isSearchPage(ofAnyCountry, labels) ? ofAnyCountry : undefined;
  }
  return undefined;
}

function isSearchPage({ kind }: KnownSite, labels: readonly string[]): boolean {
  return kind !== 'search' || !labels.some((label) => NOT_SEARCH.includes(label));
}

/** Whether what follows is a country's ending: `.de`, `.com`, `.co.uk`. */
function isCountryEnd(labels: readonly string[], from: number): boolean {
  const ending = labels.slice(from);
  return ending.length > 0 && ending.length <= 2 && ending.every((label) => label.length <= 3);
}

/** Only labels that stand in the table as hosts of any country: the name `line` alone is no host. */
function isHostLabel({ name, kind }: KnownSite, label: string): boolean {
  return SITES[kind][name]?.includes(label) === true;
}
