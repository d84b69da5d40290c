import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { documentMapper } from '../src/collect/mapping/document-mapper.js';
import { FETCHING_KINDS } from '../src/collect/ways-in/table.js';
import { isJsonObject, ownValue } from '../src/vocabulary/json.js';
import { checkShape } from '../src/workspace/check-shape.js';
import { WORKSPACE_LIMITS } from '../src/workspace/limits.js';
import { parseText } from '../src/workspace/source-document.js';
const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The sources of a chapter's YAML blocks, or of a file of them. */
function sources(file) {
    const text = readFileSync(`${root}${file}`, 'utf8');
    const blocks = file.endsWith('.md') ? [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block ?? '') : [text];
    return blocks.flatMap((block) => {
        const { documents, problems } = parseText(block, file, WORKSPACE_LIMITS);
        expect(problems).toEqual([]);
        return documents.flatMap(({ value }) => (isJsonObject(value) ? [[`${file} ${String(value['name'])}`, value]] : []));
    });
}
const ALL = [...sources('docs/guide/databases.md'), ...sources('docs/guide/mqtt.md'), ...sources('examples/connected-car/source.yaml')];
describe('the sources that the guide and the examples show', () => {
    test.each(ALL)('%s is in order', (_where, source) => {
        expect(checkShape(source)).toEqual([]);
        const [wayIn = '', settings] = Object.entries((ownValue(source, 'from') ?? {}))[0] ?? [];
        const kind = FETCHING_KINDS.find((each) => each.wayIn === wayIn);
        if (kind === undefined)
            throw new Error(`no kind of source fetches by ${wayIn}`);
        expect(checkShape(settings, kind.settings)).toEqual([]);
        expect(kind.problems(settings)).toEqual([]);
        expect(() => documentMapper(ownValue(source, 'mapping'), 'guide')).not.toThrow();
    });
    test.each(FETCHING_KINDS.map((kind) => [kind.wayIn, kind]))('every setting of %s is in its chapter', (wayIn, kind) => {
        const chapter = readFileSync(`${root}docs/guide/${wayIn === 'mqtt' ? 'mqtt' : 'databases'}.md`, 'utf8');
        const { properties } = kind.settings;
        expect(Object.keys(properties).filter((name) => !chapter.includes(`\`${name}\``))).toEqual([]);
    });
});
