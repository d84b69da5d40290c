import { describe, expect, it } from 'vitest';
import { metricText } from './metric.js';

describe('what a metric says', () => {
  it('reads times as lengths, also negative ones, and numbers with their thousands set apart', () => {
    expect([86_400_000 * 12, 90_000, -3_600_000, 0].map((value) => metricText(value, 'milliseconds'))).toEqual([
      '12 d',
      '1 min 30 s',
      '−1 h',
      '0 ms',
    ]);
    expect([12_345.678, 0.5, 3, 0.001234, 0].map((value) => metricText(value, 'value'))).toEqual(['12,345.68', '0.5', '3', '0.0012', '0']);
  });

  it('reads shares as a list, and lists that are none as they are', () => {
    const shares = [
      { value: 'organic_search', share: 2 / 3 },
      { value: null, share: 1 / 3 },
    ];
    expect(metricText(shares, 'value')).toBe('organic search 67 %, – 33 %');
    expect(metricText([], 'value')).toBe('[]');
    expect(metricText([{ value: 1 }], 'value')).toBe('[{"value":1}]');
    expect(metricText([...shares, 1], 'value')).toContain('organic_search');
  });

  it('says words of programs without underscores, and leaves other texts alone', () => {
    expect(['organic_search', 'A_b', 'snow_', 'Rome'].map((value) => metricText(value, 'value'))).toEqual([
      'organic search',
      'A_b',
      'snow_',
      'Rome',
    ]);
    expect(metricText({ city: 'Rome' }, 'value')).toBe('{"city":"Rome"}');
  });
});
