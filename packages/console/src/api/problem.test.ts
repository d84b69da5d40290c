import { describe, expect, it } from 'vitest';
import { withParameters } from './parameters.js';
import { ApiError, problemFrom, problemOf, unreachable } from './problem.js';

describe('problems', () => {
  it('shows what the engine said', () => {
    const told = {
      type: 'urn:cusp:error:unknown_segment',
      title: 'No such segment',
      status: 404,
      detail: 'There is no segment x.',
      code: 'unknown_segment',
      remedy: 'Look.',
    };
    expect(problemFrom(404, JSON.stringify(told)).problem).toEqual(told);
  });

  it('makes do with what somebody in between wrote', () => {
    for (const body of ['<html>Bad Gateway</html>', '', '[]', 'null', '"x"', '{"title":7}']) {
      const { problem } = problemFrom(502, body);
      expect(problem.status).toBe(502);
      expect(problem.title).toContain('502');
      expect(problem.code).toBe('http_502');
      expect(problem.remedy).not.toBe('');
    }
  });

  it('has a problem for anything thrown', () => {
    expect(problemOf(unreachable('refused')).code).toBe('unreachable');
    expect(problemOf(new TypeError('x is undefined')).detail).toBe('x is undefined');
    expect(problemOf('odd').detail).toBe('odd');
    expect(problemFrom(500, '{}')).toBeInstanceOf(ApiError);
  });
});

describe('parameters', () => {
  it('are encoded, and left out when they say nothing', () => {
    expect(withParameters('/customers', { search: 'a&b', cursor: undefined, limit: 50, name: '' })).toBe(
      '/customers?search=a%26b&limit=50',
    );
    expect(withParameters('/x', {})).toBe('/x');
  });
});
