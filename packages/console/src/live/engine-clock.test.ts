import { describe, expect, it } from 'vitest';
import { engineClock, withSample } from './engine-clock.js';

describe('the engine’s clock', () => {
  it('is the browser’s as long as nothing is known', () => {
    expect(engineClock([]).at(123)).toBe(123);
  });

  it('keeps the distance to the engine', () => {
    const clock = engineClock([{ browser: 1_000, engine: 501_000 }]);
    expect(clock.rate).toBe(1);
    expect(clock.at(1_500)).toBe(501_500);
  });

  it('takes the jitter of the network for no difference in speed', () => {
    expect(
      engineClock([
        { browser: 0, engine: 0 },
        { browser: 2_000, engine: 2_080 },
      ]).rate,
    ).toBe(1);
  });

  it('follows a clock that runs faster', () => {
    const clock = engineClock([
      { browser: 0, engine: 0 },
      { browser: 2_000, engine: 120_000 },
    ]);
    expect(clock.rate).toBe(60);
    expect(clock.at(3_000)).toBe(180_000);
  });

  it('does not run backwards after a jump, and forgets old samples', () => {
    expect(
      engineClock([
        { browser: 0, engine: 9_000 },
        { browser: 5_000, engine: 1_000 },
      ]).rate,
    ).toBe(1);
    const many = Array.from({ length: 30 }, (_, index) => ({ browser: index, engine: index })).reduce(
      withSample,
      [] as ReturnType<typeof withSample>,
    );
    expect(many.length).toBeLessThan(10);
    expect(withSample(many, { browser: 99, engine: 29 })).toBe(many);
  });
});
