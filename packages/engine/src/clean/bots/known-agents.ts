import { isbot } from 'isbot';
import type { BotMark } from '../../vocabulary/bot-mark.js';

/**
 * What the library does not know: agents that call themselves so at the end of, or within, a browser's name. As narrow as can be:
 * the same browsers are people's when the word is missing.
 */
const OTHERS: readonly RegExp[] = [
  /\bGTmetrix\b/,
  /\bMiniature\.io\//,
  /\bYLT Chrome\//,
  /\bTSM-turingos\b/,
  /\bMetaIAB Facebook$/,
  /\b(?:Code|Trae)\/[\d.]+ Chrome\/[\d.]+ Electron\//,
  /\bFluid\/\d/,
  /\bBuild\/AP3A\.240617\.008\b.* NV\/1$/,
];

/** Words that crawlers have in their names, with what stands around them. */
const NAMES: readonly RegExp[] = [
  /[\w.-]*(?:bot|crawler|spider|crawl|slurp|archiver|scan|monitor|preview|lighthouse|headless|fetch|agent|check|audit|reader|feed)[\w.-]*/i,
  /compatible; ([\w.-]+)/,
  /^([\w.-]+)/,
];
const MAX_NAME = 64;

/** Whether a user agent is a known crawler's, and what it calls itself. */
export function crawlerOf(userAgent: string): BotMark | undefined {
  if (!isbot(userAgent) && !OTHERS.some((pattern) => pattern.test(userAgent))) return undefined;
  const name = nameOf(userAgent);
  return name === undefined ? { kind: 'crawler' } : { kind: 'crawler', name };
}

function nameOf(userAgent: string): string | undefined {
  for (const pattern of NAMES) {
    const found = pattern.exec(userAgent);
    const name = found?.[1] ?? found?.[0];
    if (name !== undefined && name !== '' && name !== 'Mozilla') return name.slice(0, MAX_NAME);
  }
  return undefined;
}
