import { describe, expect, it } from 'vitest';
import { GO_LETTERS, type Pressed, shortcutOf } from './shortcuts.js';

const key = (pressed: string, over: Partial<Pressed> = {}): Pressed => ({
  key: pressed,
  withControl: false,
  withOther: false,
  isTaken: false,
  ...over,
});

describe('shortcuts', () => {
  it('go by g and a letter, search, help, and find anything', () => {
    expect(shortcutOf(key('g'), false, true)).toEqual({ act: 'wait' });
    expect(shortcutOf(key('c'), true, true)).toEqual({ act: 'go', to: '/customers' });
    expect(shortcutOf(key('/'), false, true)).toEqual({ act: 'search' });
    expect(shortcutOf(key('?'), false, true)).toEqual({ act: 'help' });
    expect(shortcutOf(key('K', { withControl: true }), false, true)).toEqual({ act: 'palette' });
  });

  it('never disturb whoever types, nor the browser, nor whoever turned single letters off', () => {
    for (const pressed of ['g', '/', '?', 'c']) {
      for (const isAfterG of [true, false]) {
        expect(shortcutOf(key(pressed, { isTaken: true }), isAfterG, true)).toBeUndefined();
        expect(shortcutOf(key(pressed, { withOther: true }), isAfterG, true)).toBeUndefined();
        expect(shortcutOf(key(pressed, { withControl: true }), isAfterG, true)).toBeUndefined();
        expect(shortcutOf(key(pressed), isAfterG, false)).toBeUndefined();
      }
    }
    expect(shortcutOf(key('z'), true, true)).toBeUndefined();
    expect(shortcutOf(key('c'), false, true)).toBeUndefined();
    expect(shortcutOf(key('k', { withControl: true, isTaken: true }), false, false)).toEqual({ act: 'palette' });
  });

  it('every letter leads to one page', () => {
    expect(new Set(Object.values(GO_LETTERS)).size).toBe(Object.keys(GO_LETTERS).length);
  });
});
