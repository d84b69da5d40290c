import { readFileSync } from 'node:fs';
import { isbot } from 'isbot';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../../test/shared-data.js';
import { crawlerOf } from './known-agents.js';
import { REAL_BROWSERS } from '../../../test/real-browsers.js';

const FILE = sharedData('crawler-user-agents/crawler-user-agents.json');

describe('known agents', () => {
  it.skipIf(FILE === undefined)(`are all recognised${FILE === undefined ? ' (skipped: no shared/data)' : ''}`, () => {
    const patterns = JSON.parse(readFileSync(FILE as string, 'utf8')) as { instances: string[] }[];
    const agents = patterns.flatMap(({ instances }) => instances);
    const byLibrary = agents.filter((agent) => isbot(agent)).length;
    const found = agents.filter((agent) => crawlerOf(agent) !== undefined);
    console.info(`${agents.length} crawlers: ${byLibrary} known to the library, ${found.length} recognised`);
    expect(agents.length).toBeGreaterThan(2_000);
    expect(agents.filter((agent) => crawlerOf(agent) === undefined)).toEqual([]);
  });

  it.each(REAL_BROWSERS)('are not %s', (agent) => {
    expect(crawlerOf(agent)).toBeUndefined();
  });

  it('say what they call themselves', () => {
    expect(crawlerOf('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)')).toEqual({
      kind: 'crawler',
      name: 'Googlebot',
    });
    expect(
      crawlerOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36'),
    ).toEqual({
      kind: 'crawler',
      name: 'HeadlessChrome',
    });
    expect(crawlerOf('curl/8.5.0')).toEqual({ kind: 'crawler', name: 'curl' });
  });
});
