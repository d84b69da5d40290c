import { describe, expect, it } from 'vitest';
import { locateProblems, readDefinition } from './definition-text.js';
import { toYaml } from './yaml.js';

const TEXT = 'kind: segment\nname: lapsing\nwhere:\n  all:\n    - performed: Order Completed\n      within: 30\n    - trait: country\n';

describe('the text of a definition', () => {
  it('is read as what it says, also when it was written by the console', () => {
    const { definition, problems } = readDefinition(TEXT);
    expect(problems).toEqual([]);
    expect(definition).toMatchObject({ kind: 'segment', where: { all: [{ within: 30 }, { trait: 'country' }] } });
    expect(readDefinition(toYaml(definition)).definition).toEqual(definition);
  });

  it('says the line of what is no YAML, and what is no definition', () => {
    expect(readDefinition('kind: segment\nwhere: [1\n').problems[0]?.line).toBeGreaterThan(1);
    for (const text of ['', '7', '- a', 'just words'])
      expect(readDefinition(text)).toMatchObject({ definition: undefined, problems: [{ line: 1 }] });
  });

  it('refuses aliases, by which a small text becomes a huge one', () => {
    expect(readDefinition('a: &a [1, 2]\nb: [*a, *a]\n').definition).toBeUndefined();
  });

  it('puts problems beside their lines; what is missing, beside what it is missing in', () => {
    const at = (pointer: string) => locateProblems(TEXT, [{ pointer, message: 'm', remedy: 'r' }])[0]?.line;
    expect(at('/where/all/0/within')).toBe(6);
    expect(at('/where/all/1')).toBe(7);
    expect(at('/where/all/1/is')).toBe(7);
    expect(at('/purpose')).toBe(1);
    expect(at('')).toBe(1);
    expect(locateProblems(TEXT, [{}])).toEqual([{ line: 1, message: 'It is refused', remedy: '' }]);
  });
});
