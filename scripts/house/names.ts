import type { HouseCheck } from './source-file.js';
import { isCode } from './source-file.js';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/;
const swamps = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'lib']);

/** File names say one concept, in kebab-case. */
export const fileNamesAreKebabCase: HouseCheck = (files) =>
  files
    .filter((file) => isCode(file) && !kebab.test(file.path.split('/').at(-1) ?? ''))
    .map(({ path }) => ({ path, problem: 'the file name is not kebab-case' }));

/** Names that take anything in become a swamp. */
export const noSwampFolders: HouseCheck = (files) =>
  files.flatMap(({ path }) => {
    const parts = path.split('/').map((part) => part.replace(/\..*$/, ''));
    const swamp = isCode({ path, text: '' }) ? parts.find((part) => swamps.has(part)) : undefined;
    return swamp === undefined ? [] : [{ path, problem: `"${swamp}" says nothing: name it after what it holds` }];
  });
