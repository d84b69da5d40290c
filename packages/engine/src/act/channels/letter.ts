import { type JsonObject, ownValue } from '../../vocabulary/json.js';
import type { MessageLinks } from '../links/message-links.js';

/** A mail as it is handed to a server. */
export interface Letter {
  readonly messageId: string;
  readonly from: string;
  readonly replyTo: string | undefined;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LetterInput {
  /** The decision's id. */
  readonly id: string;
  /** `{ subject, text, html? }` */
  readonly message: JsonObject;
  readonly to: string;
  readonly from: string;
  readonly replyTo: string | undefined;
  readonly links: MessageLinks;
  /** Whether openings and clicks are noticed. */
  readonly tracks: boolean;
}

const LONGEST_SUBJECT = 500;
const LONGEST_BODY = 512 * 1024;
/** Stands in a message where the address for unsubscribing belongs. */
const PLACE = '{unsubscribe_url}';
/** An address as it may stand in an envelope: one, and nothing that would begin another header or recipient. */
const ADDRESS = /^[^\s<>@,;:"()[\]\\]{1,64}@[^\s<>@,;:"()[\]\\]{1,255}$/;

/** Writes the mail of a message. @returns why there is none, in words, when the message cannot be a mail */
export function letterOf({ id, message, to, from, replyTo, links, tracks }: LetterInput): Letter | string {
  const subject = ownValue(message, 'subject');
  const text = ownValue(message, 'text');
  const html = ownValue(message, 'html');
  if (typeof subject !== 'string' || subject === '' || subject.length > LONGEST_SUBJECT) return 'the message has no subject';
  if (typeof text !== 'string') return 'the message has no text';
  if (html !== undefined && typeof html !== 'string') return "the message's html is no text";
  if (text.length + (html?.length ?? 0) > LONGEST_BODY) return `the message has more than ${LONGEST_BODY} characters`;
  // A line break in a header begins another one: what brings one is no slip of the pen.
  if ([subject, from, replyTo ?? ''].some(breaksLine)) return 'a header of the message has a line break';
  if (!ADDRESS.test(to)) return "the customer's address is none";
  const page = html === undefined ? undefined : pageOf(html, links, tracks);
  return { messageId: messageIdOf(id, from), from, replyTo, to, subject, text: textOf(text, links), html: page, headers: headersOf(links) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const BREAKS = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;

function breaksLine(text: string): boolean {
  return BREAKS.test(text);
}

/** Derived from the decision, so that a mail which arrives twice is known as one. */
function messageIdOf(id: string, from: string): string {
  const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return `<${id}@${domain}>`;
}

function headersOf({ unsubscribe }: MessageLinks): Readonly<Record<string, string>> {
  return { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

function textOf(text: string, { unsubscribe }: MessageLinks): string {
  return text.includes(PLACE) ? text.replaceAll(PLACE, unsubscribe) : `${text}\n\n-- \nUnsubscribe: ${unsubscribe}\n`;
}

function pageOf(html: string, links: MessageLinks, tracks: boolean): string {
  const tracked = tracks ? html.replace(/(\shref\s*=\s*)(["'])(https?:\/\/[^"'\s<>]+)\2/gi, followed(links)) : html;
  const { unsubscribe, open } = links;
  const told = tracked.includes(PLACE)
    ? tracked.replaceAll(PLACE, unsubscribe)
    : `${tracked}\n<p><a href="${unsubscribe}">Unsubscribe</a></p>`;
  return tracks ? `${told}\n<img src="${open}" width="1" height="1" alt="">` : told;
}

function followed({ click }: MessageLinks): (whole: string, before: string, quote: string, url: string) => string {
  return (_whole, before, quote, url) => `${before}${quote}${click(url.replaceAll('&amp;', '&'))}${quote}`;
}
