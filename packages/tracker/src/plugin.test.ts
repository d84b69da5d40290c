import { expect, test } from 'vitest';
import { cuspSignals } from './plugin.js';

test('where there is no page, as on a server, it loads and does nothing', async () => {
  const calls: string[] = [];
  const plugin = cuspSignals({ tell: ['Rage Clicked'] });
  await plugin.load(undefined, { track: (event) => calls.push(event) });
  const context = { event: { type: 'page' } };
  expect(plugin.page(context)).toBe(context);
  plugin.unload();
  expect([plugin.type, plugin.isLoaded(), calls]).toEqual(['utility', true, []]);
});
