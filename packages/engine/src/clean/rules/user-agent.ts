import Bowser from 'bowser';
import type { BotMark } from '../../vocabulary/bot-mark.js';
import { isJsonObject, type JsonObject } from '../../vocabulary/json.js';
import { crawlerOf } from '../bots/known-agents.js';
import { extended } from '../extended.js';
import { Remembered } from '../remembered.js';

/** What a user agent says. The parts are shared by all events that carry it: to be read only. */
export interface Agent {
  readonly device: JsonObject | undefined;
  readonly browser: JsonObject | undefined;
  readonly os: JsonObject | undefined;
  readonly crawler: BotMark | undefined;
}

/** Browsers differ by version and device: this many are on their way at the same time on a large site. */
const REMEMBERED = 20_000;
/** Characters of a user agent that are looked at. */
const MAX_AGENT = 1_024;
const DEVICES: ReadonlySet<string | undefined> = new Set(['desktop', 'mobile', 'tablet', 'tv']);

const agents = new Remembered(REMEMBERED, readAgent);

/** What a user agent says; worked out once for each text. */
export function agentOf(userAgent: string): Agent {
  return agents.get(userAgent.length > MAX_AGENT ? userAgent.slice(0, MAX_AGENT) : userAgent);
}

/** `context` with `device.type`, `browser` and `os` where the sender said nothing of them; the same when there is nothing to add. */
export function withAgent(context: JsonObject, { device, browser, os }: Agent): JsonObject {
  const given = context.device ?? null;
  const fullDevice = given === null ? device : isJsonObject(given) && (given.type ?? null) === null ? { ...given, ...device } : undefined;
  const addsDevice = device !== undefined && fullDevice !== undefined;
  const addsBrowser = browser !== undefined && (context.browser ?? null) === null;
  const addsOs = os !== undefined && (context.os ?? null) === null;
  if (!addsDevice && !addsBrowser && !addsOs) return context;
  return extended(context, {
    device: addsDevice ? fullDevice : undefined,
    browser: addsBrowser ? browser : undefined,
    os: addsOs ? os : undefined,
  });
}

function readAgent(userAgent: string): Agent {
  const crawler = crawlerOf(userAgent);
  if (userAgent === '') return { device: undefined, browser: undefined, os: undefined, crawler };
  const { platform, browser, os } = Bowser.parse(userAgent);
  return {
    device: DEVICES.has(platform.type) ? { type: platform.type as string } : undefined,
    browser: named(browser),
    os: named(os),
    crawler,
  };
}

function named({ name, version }: { readonly name?: string; readonly version?: string }): JsonObject | undefined {
  if (name === undefined || name === '') return undefined;
  return version === undefined || version === '' ? { name } : { name, version };
}
