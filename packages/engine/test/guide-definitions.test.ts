import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Mapping } from '../src/collect/mapping/mapping.js';
import { isJsonObject, ownValue } from '../src/vocabulary/json.js';
import { checkShape } from '../src/workspace/check-shape.js';
import { WORKSPACE_LIMITS } from '../src/workspace/limits.js';
import { readWorkspace } from '../src/workspace/read-workspace.js';
import { parseText } from '../src/workspace/source-document.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The YAML blocks of a chapter, with the line at which each begins. */
function yamlBlocks(chapter: string): readonly (readonly [string, string])[] {
  const text = readFileSync(`${root}docs/guide/${chapter}`, 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
    (match) => [`${chapter}:${text.slice(0, match.index).split('\n').length}`, match[1] ?? ''] as const,
  );
}

describe('what the guide shows is right', () => {
  const chapters = [
    'definitions.md',
    'versions.md',
    'sources.md',
    'import.md',
    'webhooks.md',
    'cleaning.md',
    'tracking-plans.md',
    'subscriptions.md',
    'channels.md',
    'surges.md',
    'experiments.md',
    'scores.md',
  ];
  test.each(chapters.flatMap((chapter) => yamlBlocks(chapter)))('%s', (where, yaml) => {
    const { documents, problems } = parseText(yaml, where, WORKSPACE_LIMITS);
    expect(problems).toEqual([]);
    expect(documents.length).toBeGreaterThan(0);
    for (const { value } of documents) {
      if (!isJsonObject(value)) throw new TypeError(`${where} is no definition`);
      expect(ownValue(value, 'kind') === 'mapping' ? checkShape(value, Mapping) : checkShape(value)).toEqual([]);
    }
  });

  test('the example workspace has no problem', async () => {
    const { definitions, problems } = await readWorkspace(`${root}examples/online-retail`);
    expect(problems).toEqual([]);
    expect(definitions.length).toBeGreaterThan(4);
    expect(definitions.flatMap(({ definition }) => checkShape(definition))).toEqual([]);
  });
});
