import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedDisk } from '../../src/journal/embedded/simulated-disk.js';
import { VirtualClock } from '../../src/runtime/clock.js';
import { readInstallation } from '../../src/runtime/installation.js';
import { readSnapshot, writeSnapshot } from '../../src/state/snapshot-file.js';
import { EngineOnDisk } from './engine-on-disk.js';
const BITS = 8;
let folder;
beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cusp-damaged-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
/** The bytes with one bit flipped, for every bit; and cut short, at every length. */
function* damaged(bytes, step = 1) {
    for (let position = 0; position < bytes.length; position += step) {
        const content = Buffer.from(bytes);
        const bit = position % BITS;
        content[position] = content[position] ^ (1 << bit);
        yield { what: `bit ${bit} of byte ${position}`, content };
        yield { what: `cut at ${position}`, content: bytes.subarray(0, position) };
    }
}
describe('a damaged snapshot', () => {
    const snapshot = {
        offset: 4_711,
        sections: new Map([
            ['saved', Buffer.from('{"names":["a","b"]}')],
            ['rows', Buffer.from(Array.from({ length: 64 }, (_, index) => index))],
            ['empty', Buffer.alloc(0)],
        ]),
    };
    const older = { offset: 12, sections: new Map([['saved', Buffer.from('older')]]) };
    const plain = (found) => found && { offset: found.offset, sections: [...found.sections].map(([name, body]) => [name, body.toString('hex')]) };
    it('is never believed, wherever a bit is flipped or it ends: the older one is, or none', async () => {
        await mkdir(folder, { recursive: true });
        await writeSnapshot(folder, older);
        const [nameOfOlder = ''] = await readdir(folder);
        const bytesOfOlder = await readFile(join(folder, nameOfOlder));
        await writeSnapshot(folder, snapshot);
        const [name = ''] = await readdir(folder);
        const bytes = await readFile(join(folder, name));
        expect(plain(await readSnapshot(folder))).toEqual(plain(snapshot));
        await writeFile(join(folder, nameOfOlder), bytesOfOlder);
        for (const { what, content } of damaged(bytes)) {
            await writeFile(join(folder, name), content);
            expect([what, plain(await readSnapshot(folder))]).toEqual([what, plain(older)]);
        }
        // A file under another's name is none either.
        await writeFile(join(folder, name.replace('4711', '4712')), bytes);
        await rm(join(folder, name));
        expect(plain(await readSnapshot(folder))).toEqual(plain(older));
    });
});
describe("a damaged file of the installation's keys", () => {
    const path = () => join(folder, 'installation.json');
    it('is refused, naming the file, wherever a bit is flipped or it ends', async () => {
        const made = await readInstallation(folder);
        expect(await readInstallation(folder)).toEqual(made);
        const bytes = await readFile(path());
        for (const { what, content } of damaged(bytes)) {
            await writeFile(path(), content);
            const found = await readInstallation(folder).catch((error) => error);
            expect([what, found]).toEqual([what, expect.objectContaining({ code: 'data_corrupt', message: expect.stringContaining(path()) })]);
        }
    });
    it('is not made anew beside a journal: another key would not know those who were erased', async () => {
        await readInstallation(folder);
        await mkdir(join(folder, 'journal'));
        await writeFile(join(folder, 'journal', '00000000000000000000.journal'), 'entries');
        await rm(path());
        await expect(readInstallation(folder)).rejects.toMatchObject({ code: 'data_corrupt' });
    });
    it('that a process which died has left half made is made again', async () => {
        await writeFile(`${path()}.new`, '{"erasure');
        const made = await readInstallation(folder);
        expect(await readInstallation(folder)).toEqual(made);
        expect((await readdir(folder)).sort()).toEqual(['installation.json']);
    });
});
describe('a damaged journal', () => {
    /** A journal of several files, with events, acts, an erasure, and items that were put aside. */
    async function lived() {
        const disk = new SimulatedDisk();
        const engine = await EngineOnDisk.open(disk, new VirtualClock(Date.UTC(2026, 2, 1)));
        await engine.publisher.publish([{ kind: 'segment', name: 'buyers', where: { performed: 'Bought' } }], { by: 'test' });
        for (let batch = 0; batch < 12; batch++) {
            const items = Array.from({ length: 4 }, (_, number) => ({
                type: 'track',
                event: number === 0 ? 'Bought' : 'Viewed',
                userId: `u${(batch + number) % 5}`,
                messageId: `m${batch}-${number}`,
                properties: { padding: 'x'.repeat(150) },
            }));
            await engine.take('web', [...items, { type: 'track', event: 'Nobody', messageId: `n${batch}` }]);
        }
        await engine.erase({ subject: 'person', type: 'userId', value: 'u3' });
        await engine.erasures.settled();
        await engine.pipeline.settled();
        const events = engine.events();
        return { disk: disk.killProcess(), events };
    }
    it('is refused with file and byte, or nothing that was acknowledged is missing: never silently wrong', async () => {
        const { disk, events } = await lived();
        expect(disk.paths().filter((path) => path.endsWith('.journal')).length).toBeGreaterThan(2);
        let refused = 0;
        let sound = 0;
        for (const path of disk.paths()) {
            const bytes = disk.contentOf(path);
            for (let position = 0; position < bytes.length; position += path.endsWith('.journal') ? 37 : 1) {
                const copy = disk.killProcess();
                copy.flipBit(path, position, position % BITS);
                const what = `bit ${position % BITS} of byte ${position} of ${path}`;
                const found = await EngineOnDisk.open(copy, new VirtualClock(Date.UTC(2026, 2, 1))).catch((error) => error);
                if (found instanceof EngineOnDisk) {
                    expect([what, found.events()]).toEqual([what, events]);
                    sound++;
                }
                else {
                    const named = { code: 'data_corrupt', message: expect.stringMatching(/\/journal(?:\/\S+)? at byte \d+/) };
                    expect([what, found]).toEqual([what, expect.objectContaining(named)]);
                    refused++;
                }
            }
        }
        // The checksums of blank entries, and of the marker, are the only bytes that nothing hangs on.
        expect(refused).toBeGreaterThan(sound);
    });
    it('that is cut short is refused wherever it is cut', async () => {
        const { disk } = await lived();
        for (const path of disk.paths().filter((each) => each.endsWith('.journal'))) {
            const { length } = disk.contentOf(path);
            for (let end = 0; end < length; end += 61) {
                const copy = disk.killProcess();
                copy.truncate(path, end);
                const found = await EngineOnDisk.open(copy, new VirtualClock(Date.UTC(2026, 2, 1))).catch((error) => error);
                expect([path, end, found]).toEqual([path, end, expect.objectContaining({ code: 'data_corrupt' })]);
            }
        }
    });
});
