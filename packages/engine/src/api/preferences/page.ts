import { createHash } from 'node:crypto';
import type { ConsentLedger, StandingConsent } from '../../vocabulary/consent-ledger.js';
import type { Identifier } from '../../vocabulary/identifier.js';
import { formatInstant, type Instant } from '../../vocabulary/instant.js';
import type { JsonObject } from '../../vocabulary/json.js';
import type { PreferenceTexts } from './texts.js';

/** All that the page shows. */
export interface PreferencePage {
  readonly texts: PreferenceTexts;
  readonly ledger: ConsentLedger;
  readonly identifiers: readonly Identifier[];
  readonly traits: JsonObject;
  /** Titles, with what each is made of, in words. */
  readonly segments: readonly { readonly title: string; readonly words: string }[];
  readonly textOf: (purpose: string) => string | undefined;
  readonly formToken: string;
  readonly saved: boolean;
}

const STYLE =
  ':root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{margin:0}main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}fieldset{border:1px solid #8886;border-radius:.5rem;margin:0 0 1rem;padding:.75rem 1rem}legend{font-weight:600;padding:0 .25rem}label{margin-right:1.5rem;display:inline-block;padding:.25rem 0}button{font:inherit;padding:.6rem 1.2rem;border-radius:.5rem;border:1px solid #8888;cursor:pointer}:focus-visible{outline:3px solid #2563eb;outline-offset:2px}dt{font-weight:600}dd{margin:0 0 .5rem;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.35rem .5rem .35rem 0;border-bottom:1px solid #8884;vertical-align:top}td:nth-child(2){overflow-wrap:anywhere}@media(max-width:30rem){table{font-size:.8rem}}.note{border-left:4px solid #15803d;padding:.25rem .75rem}.why{opacity:.85}';

/** No script, no picture, nothing from elsewhere: the one style is known by its hash. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-frame-options': 'DENY',
};

/** The page of a customer of whom something is known. */
export function preferencePage(page: PreferencePage): string {
  const { texts, ledger, identifiers, traits, segments, saved } = page;
  const known = new Set(identifiers.map(({ value }) => value));
  const traitLines = Object.entries(traits).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [name, known.has(text) ? masked(text) : text] as const;
  });
  return whole(texts, [
    saved ? `<p class="note" role="status">${escaped(texts.saved)}</p>` : '',
    `<p>${escaped(texts.intro)}</p>`,
    form(page),
    section(texts.identifiers, texts, list(identifiers.map(({ type, value }) => [type, masked(value)]))),
    section(texts.traits, texts, list(traitLines)),
    section(texts.groups, texts, list(segments.map(({ title, words }) => [title, words]))),
    section(texts.history, texts, history(ledger, texts)),
  ]);
}

/** The page when nothing is known of whoever the link was made for. */
export function emptyPage(texts: PreferenceTexts): string {
  return whole(texts, [`<p>${escaped(texts.nothing)}</p>`]);
}

function whole(texts: PreferenceTexts, parts: readonly string[]): string {
  const title = escaped(texts.title);
  return `<!doctype html><html lang="${texts.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${parts.join('')}</main></body></html>`;
}

function form({ texts, ledger, textOf, formToken }: PreferencePage): string {
  const fields = ledger.standing.map((consent) => purposeField(consent, texts, textOf(consent.purpose)));
  return `<h2>${escaped(texts.uses)}</h2><form method="post"><input type="hidden" name="form" value="${escaped(formToken)}">${fields.join('')}<button type="submit">${escaped(texts.save)}</button></form>`;
}

function purposeField(
  { purpose, title, state, expires, allowed, why }: StandingConsent,
  texts: PreferenceTexts,
  text: string | undefined,
): string {
  const choice = (value: 'yes' | 'no', label: string, isSet: boolean): string =>
    `<label><input type="radio" name="purpose.${escaped(purpose)}" value="${value}"${isSet ? ' checked' : ''}> ${escaped(label)}</label>`;
  const until = expires === null ? '' : `, ${texts.until} ${dayOf(expires)}`;
  const stands = `${allowed ? texts.allowed : texts.refused} ${texts.states[why]}${until}`;
  return `<fieldset><legend>${escaped(title ?? purpose)}</legend>${text === undefined ? '' : `<p>${escaped(text)}</p>`}<p class="why">${escaped(stands)}</p>${choice('yes', texts.allow, state === 'granted')}${choice('no', texts.deny, state === 'denied')}</fieldset>`;
}

function section(heading: string, texts: PreferenceTexts, content: string): string {
  return `<h2>${escaped(heading)}</h2>${content === '' ? `<p>${escaped(texts.none)}</p>` : content}`;
}

function list(lines: readonly (readonly [string, string])[]): string {
  if (lines.length === 0) return '';
  return `<dl>${lines.map(([term, value]) => `<dt>${escaped(term)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`;
}

function history({ choices, standing }: ConsentLedger, texts: PreferenceTexts): string {
  if (choices.length === 0) return '';
  const titles = new Map(standing.map(({ purpose, title }) => [purpose, title ?? purpose]));
  const head = [texts.when, texts.purpose, texts.what, texts.way].map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const rows = choices.map(({ at, purpose, granted, expires, way }) => {
    const cells = [
      `${formatInstant(at).slice(0, 16).replace('T', ' ')} UTC`,
      titles.get(purpose) ?? purpose,
      `${granted ? texts.allow : texts.deny}${expires === null ? '' : ` (${texts.until} ${dayOf(expires)})`}`,
      texts.ways[way],
    ];
    return `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function dayOf(instant: Instant): string {
  return formatInstant(instant).slice(0, 10);
}

/** Enough to know one's own again, too little for whoever else sees the page. */
function masked(value: string): string {
  const characters = [...value];
  const at = characters.indexOf('@');
  if (at > 0) return `${characters[0]}•••${characters.slice(at).join('')}`;
  return characters.length <= 4 ? '•••' : `${characters.slice(0, 2).join('')}•••${characters.slice(-2).join('')}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
