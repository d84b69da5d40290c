import { describe, expect, test } from 'vitest';
import { type Arrival, lastArrival, quickBack } from './quick-backs.js';
import { selectorOf } from './selector.js';
import type { Click } from './signal.js';
import { PageSignals, SIGNALS } from './signals.js';

const click = (at: number, over: Partial<Click> = {}): Click => ({
  at,
  x: 100,
  y: 100,
  selector: 'button.pay',
  looksClickable: true,
  ...over,
});

/** The signals that clicks lead to, one after the other. */
function told(clicks: readonly Click[]): readonly string[] {
  const page = new PageSignals('/cart?token=secret');
  return clicks.flatMap((one) => page.click(one)).map(({ event }) => event);
}

describe('rage clicks', () => {
  test('four clicks within a second near one place are told at once, with the page and the element alone', () => {
    const page = new PageSignals('/cart?token=secret#top');
    for (const at of [0, 300, 600]) expect(page.click(click(at))).toEqual([]);
    expect(page.click(click(1_000, { x: 120 }))).toEqual([
      { event: 'Rage Clicked', properties: { page_path: '/cart', selector: 'button.pay', clicks: 4 } },
    ]);
  });

  test.each<[string, readonly Click[]]>([
    ['a paragraph selected', [0, 100, 200].map((at) => click(at))],
    ['a millisecond too slow', [0, 300, 600, 1_001].map((at) => click(at))],
    ['from button to button', [0, 200, 400, 600].map((at) => click(at, { x: at }))],
    ['one of four elsewhere', [0, 200, 400, 600].map((at) => click(at, { y: at === 400 ? 131 : 100 }))],
  ])('not: %s', (_why, clicks) => {
    expect(told(clicks)).toEqual([]);
  });

  test('a series is told once, however long it is; after a pause the next one is told', () => {
    const series = Array.from({ length: 40 }, (_, n) => click(n * 200));
    expect(told(series)).toEqual(['Rage Clicked']);
    expect(told([...series, ...[20_000, 20_200, 20_400, 20_600].map((at) => click(at))])).toEqual(['Rage Clicked', 'Rage Clicked']);
  });

  test('the last four of a slow beginning count', () => {
    expect(told([0, 900, 1_100, 1_300, 1_500].map((at) => click(at)))).toEqual(['Rage Clicked']);
  });
});

describe('dead clicks', () => {
  test('nothing changed until the patience is over', () => {
    const page = new PageSignals('/cart');
    page.click(click(1_000));
    expect(page.next).toBe(3_500);
    expect(page.passed(3_500)).toEqual([]);
    expect(page.passed(3_501)).toEqual([{ event: 'Dead Clicked', properties: { page_path: '/cart', selector: 'button.pay' } }]);
    expect([page.next, page.passed(9_000)]).toEqual([undefined, []]);
  });

  test.each<[string, number, Partial<Click>, number]>([
    ['a change at once', 1_000, {}, 0],
    ['a change at the last moment', 3_500, {}, 0],
    ['a change before the click', 999, {}, 1],
    ['a change when nobody waits any more', 3_501, {}, 1],
    ['nothing that looks clickable', 0, { looksClickable: false }, 0],
  ])('%s', (_what, changedAt, over, count) => {
    const page = new PageSignals('/cart');
    page.click(click(1_000, over));
    page.changed(changedAt);
    expect(page.passed(10_000)).toHaveLength(count);
  });

  test('clicks on one element that wait together are one; on others they are not', () => {
    const page = new PageSignals('/cart');
    for (const at of [0, 500, 1_000]) page.click(click(at));
    page.click(click(1_200, { selector: 'div.card' }));
    expect(page.passed(2_600).map(({ properties }) => properties)).toEqual([{ page_path: '/cart', selector: 'button.pay' }]);
    expect(page.passed(4_000)).toHaveLength(1);
  });
});

describe('quick backs', () => {
  const list: Arrival = { at: 0, path: '/kettles', way: 'new' };
  const product: Arrival = { at: 10_000, path: '/kettles/a', way: 'new' };
  const back = (at: number, path = '/kettles'): Arrival => ({ at, path, way: 'back' });

  test('came and went back within five seconds', () => {
    expect(quickBack(product, back(15_000))).toEqual({ path: '/kettles/a', milliseconds: 5_000 });
    expect(new PageSignals('/kettles').arrived({ ...product, path: '/kettles/a?email=ann' }, back(12_000))).toEqual([
      { event: 'Quick Backed Out', properties: { page_path: '/kettles/a', milliseconds: 2_000 } },
    ]);
  });

  test.each<[string, Arrival | undefined, Arrival]>([
    ['had time to read', product, back(15_001)],
    ['went on', list, { ...product, at: 1_000 }],
    ['the first page of all', undefined, back(1_000)],
    ['back through several pages', back(10_000, '/kettles/a'), back(11_000)],
    ['to another place of the same page', product, back(11_000, '/kettles/a')],
    ['a clock that was set back', product, back(9_000)],
  ])('not: %s', (_why, before, arrival) => {
    expect(quickBack(before, arrival)).toBeUndefined();
  });

  test('a page that is loaded again is still the same visit', () => {
    const reload: Arrival = { ...product, at: 60_000, way: 'reload' };
    expect(lastArrival(product, reload)).toEqual(product);
    expect(lastArrival(undefined, reload)).toEqual(reload);
    expect(quickBack(lastArrival(product, reload), back(61_000))).toBeUndefined();
  });
});

describe('what leaves the page is bounded', () => {
  test('so many of each signal, and no more', () => {
    const page = new PageSignals('/cart');
    const signals = Array.from({ length: 50 }, (_, n) => {
      page.click(click(n * 10_000, { selector: `button.b${n}` }));
      return page.passed(n * 10_000 + 5_000);
    }).flat();
    expect(signals).toHaveLength(SIGNALS.perPage);
  });

  test('a page clicked all over tells no more either', () => {
    const page = new PageSignals('/cart');
    for (let n = 0; n < 10_000; n++) page.click(click(n / 100, { selector: `a${n}`, x: n * 50 }));
    expect(page.passed(60_000)).toHaveLength(SIGNALS.perPage);
    expect(page.next).toBeUndefined();
  });

  test('a path is cut', () => {
    const page = new PageSignals(`/${'a'.repeat(5_000)}`);
    page.click(click(0));
    expect(page.passed(5_000)[0]?.properties.page_path).toHaveLength(200);
  });
});

describe('selectors', () => {
  const element = (tag: string, id = '', ...classes: readonly string[]) => ({ tag, id, classes });

  test('name the element as far as the nearest id', () => {
    const path = [
      element('BUTTON', '', 'pay', 'wide', 'blue'),
      element('DIV', '', 'actions'),
      element('FORM', 'checkout'),
      element('MAIN'),
    ];
    expect(selectorOf(path)).toBe('form#checkout > div.actions > button.pay.wide');
  });

  test('hold nothing that could be about a person or a build', () => {
    expect(selectorOf([element('a', 'user-4711', 'ann@shop.example', 'css-1x2y3z', 'card'), element('x', '', '"><script>')])).toBe(
      'x > a.card',
    );
    expect(selectorOf([element('my-card2', 'é')])).toBe('element');
    expect(selectorOf([])).toBe('unknown');
  });

  test('are at most 120 characters long, and keep the element itself', () => {
    const long = 'a'.repeat(40);
    const selector = selectorOf(Array.from({ length: 9 }, () => element('button', '', long, long, long)));
    expect(selector).toBe(`button.${long}.${long}`);
    expect(selectorOf(Array.from({ length: 100 }, () => element('b'))).length).toBeLessThanOrEqual(120);
  });
});
