import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { soundWorkspace, withLines } from '../src/cli/definitions-command.js';
import { CuspError } from '../src/runtime/errors.js';
import { Life } from '../src/simulation/oracle/life.js';
import { EPOCH } from '../src/simulation/twin/arbitrary.js';
import { BAD_DEFINITIONS, lineOf } from './bad-definitions.js';
let directory;
beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cusp-bad-'));
});
afterEach(() => rm(directory, { recursive: true }));
/** What `cusp plan` and `cusp apply` say of a workspace of one file; none when it is published. */
async function problemsOf(yaml) {
    await writeFile(join(directory, 'a.yaml'), yaml);
    try {
        const workspace = await soundWorkspace(directory, '/');
        await withLines(workspace, (definitions) => new Life(EPOCH).publisher.plan(definitions));
        return [];
    }
    catch (error) {
        if (!(error instanceof CuspError))
            throw error;
        expect(error).toMatchObject({ code: 'invalid_definition', status: 422 });
        return error.problems;
    }
}
describe('a bad definition is refused at its line, with the reason and a remedy', () => {
    test.each(BAD_DEFINITIONS.map((bad) => [bad.what, bad]))('%s', async (_, bad) => {
        const problems = await problemsOf(bad.yaml);
        expect(problems.map(({ location }) => location?.line)).toContain(lineOf(bad));
        const [problem] = problems.filter(({ location }) => location?.line === lineOf(bad));
        expect(problem?.message).toMatch(bad.says);
        expect(problem?.remedy).toMatch(bad.remedy);
        expect(problem?.location?.column).toBeGreaterThan(0);
        expect(problems).toHaveLength(1);
    });
});
