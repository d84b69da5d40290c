import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { Mapping } from '../src/collect/mapping/mapping.js';
import { publishedSchema } from '../src/engine/definition-schema.js';
import { isJsonObject, type Json, ownValue } from '../src/vocabulary/json.js';
import { checkShape } from '../src/workspace/check-shape.js';
import { WORKSPACE_LIMITS } from '../src/workspace/limits.js';
import { readWorkspace } from '../src/workspace/read-workspace.js';
import { parseText } from '../src/workspace/source-document.js';
import { BAD_DEFINITIONS } from './bad-definitions.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Another reader of JSON Schema than the one that wrote it: what editors do with it. */
const fits = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
  keywords: ['x-cusp-names'],
}).compile(publishedSchema());

function expectFit(value: Json): void {
  const fit = fits(value);
  expect(fit ? [] : fits.errors).toEqual([]);
}

/** The YAML blocks of the guide, with where each begins. */
function guideBlocks(): readonly (readonly [string, string])[] {
  const chapters = readdirSync(`${root}docs/guide`).filter((name) => name.endsWith('.md'));
  return chapters.flatMap((chapter) => {
    const text = readFileSync(`${root}docs/guide/${chapter}`, 'utf8');
    return [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
      (match) => [`${chapter}:${text.slice(0, match.index).split('\n').length}`, match[1] ?? ''] as const,
    );
  });
}

describe('the published JSON Schema', () => {
  test.each(readdirSync(`${root}examples`))('holds for what is in examples/%s', async (example) => {
    const { definitions } = await readWorkspace(`${root}examples/${example}`);
    // The demo puts its own receiver's address there.
    const text = JSON.stringify(definitions.map(({ definition }) => definition)).replaceAll('"demo:offers"', '"http://127.0.0.1/offers"');
    for (const definition of JSON.parse(text) as Json[]) expectFit(definition);
  });

  test.each(guideBlocks())('holds for the guide, %s', (where, yaml) => {
    for (const { value } of parseText(yaml, where, WORKSPACE_LIMITS).documents) {
      // The rules of a repair are a file of their own kind.
      if (!isJsonObject(value) || ownValue(value, 'kind') === undefined) continue;
      if (ownValue(value, 'kind') === 'mapping') expect(checkShape(value, Mapping)).toEqual([]);
      else expectFit(value);
    }
  });

  test('catches most of what is wrong before anything is asked', () => {
    const missed = BAD_DEFINITIONS.filter(({ yaml }) => {
      const { documents, problems } = parseText(yaml, 'a.yaml', WORKSPACE_LIMITS);
      return problems.length === 0 && documents.every(({ value }) => fits(value));
    });
    // What takes more than a look at the shape.
    expect(missed.map(({ what }) => what)).toEqual([
      'the beginning of a session as a step',
      'one name twice',
      'a time zone without a calendar word',
      'bounds that exclude each other',
      'a time that is none',
      'a sequence that begins with without',
      'a sequence that ends with without',
      'a comparison with a step that comes later',
      'waiting for ever',
      'more steps than anybody means',
      'a trigger that nobody has defined',
    ]);
  });
});
