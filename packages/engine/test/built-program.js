import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
/**
 * Makes a program of the engine that threads can run, as the build does, in little time.
 * @param folder an empty one
 * @param parts which of the engine's files it needs, by their paths
 * @param program its path
 */
export async function builtProgram(folder, parts, program) {
    const source = fileURLToPath(new URL('../src', import.meta.url));
    for (const name of await readdir(source, { recursive: true })) {
        if (!parts.test(name) || !name.endsWith('.ts') || name.endsWith('.test.ts'))
            continue;
        const target = join(folder, relative(source, join(source, name))).replace(/\.ts$/, '.js');
        await mkdir(dirname(target), { recursive: true });
        const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
        await writeFile(target, ts.transpileModule(await readFile(join(source, name), 'utf8'), { compilerOptions }).outputText);
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await symlink(join(source, '../../../node_modules'), join(folder, 'node_modules'));
    return pathToFileURL(join(folder, program));
}
