import type { HouseCheck, SourceFile } from './source-file.js';

/** Written in parts, so that this file does not report itself. */
const machinePath = new RegExp(`(^|[\\s"'\`(=:])/(${['work', 'home', 'root', 'Users'].join('|')})/`);
const unfinished = new RegExp(`\\b(${['TO.DO', 'FIX.ME', 'X.XX'].join('|').replaceAll('.', '')})\\b`);

/** A path of somebody's machine works on no other. */
export const noMachinePaths: HouseCheck = (files) => linesThat(files, machinePath, 'a path of one machine');

/** What is left to do is in the issue tracker; code that is here is finished. */
export const nothingUnfinished: HouseCheck = (files) => linesThat(files, unfinished, 'a note of unfinished work');

/** The lock file names versions and checksums; where to download from is the reader's own setting. */
export const noRegistryInLockFile: HouseCheck = (files) =>
  linesThat(
    files.filter(({ path }) => path.endsWith('package-lock.json')),
    /"resolved": "(https?|git)/,
    'a download address in the lock file',
  );

function linesThat(files: readonly SourceFile[], pattern: RegExp, problem: string) {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [{ path: `${path}:${index + 1}`, problem }] : [])),
  );
}
