import type { HouseCheck } from './source-file.js';
import { fileAt, tableUnder } from './source-file.js';

const catalogue = 'packages/engine/src/runtime/error-catalogue.ts';
const outcomes = 'packages/engine/src/vocabulary/outcome.ts';
const quarantineGuide = 'docs/guide/quarantine.md';
const errorGuide = 'docs/guide/errors.md';

/** Each law in ARCHITECTURE.md links to tests that exist and that say `law: <its name>`. */
export const lawsHaveTests: HouseCheck = (files) => {
  const path = 'ARCHITECTURE.md';
  const rows = tableUnder(fileAt(files, path).text, 'Laws');
  if (rows.length === 0) return [{ path, problem: 'there is no table of laws' }];
  return rows.flatMap((row) => {
    const law = row[0]?.replaceAll('*', '') ?? '';
    const links = [...(row.at(-1) ?? '').matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
    if (links.length === 0) return [{ path, problem: `law "${law}" links to no test` }];
    return links.flatMap((link) => {
      const { text } = fileAt(files, link);
      if (text === '') return [{ path, problem: `law "${law}" links to ${link}, which does not exist` }];
      return text.includes(`law: ${law}`) ? [] : [{ path: link, problem: `no test here names "law: ${law}"` }];
    });
  });
};

/** The guide lists every error code with its status, and no other. */
export const errorCodesAreDocumented: HouseCheck = (files) => {
  const known = [...fileAt(files, catalogue).text.matchAll(/kind\(\s*'(\w+)',\s*(\d+)/g)].map(([, code, status]) => `${code} ${status}`);
  const listed = tableUnder(fileAt(files, errorGuide).text, 'Errors').map((row) => `${row[0]?.replaceAll('`', '')} ${row[1]}`);
  if (known.length === 0) return [{ path: catalogue, problem: 'no error codes were found' }];
  return [
    ...known.filter((code) => !listed.includes(code)).map((code) => ({ path: errorGuide, problem: `${code} is not documented` })),
    ...listed.filter((code) => !known.includes(code)).map((code) => ({ path: errorGuide, problem: `${code} is not in the catalogue` })),
  ];
};

/** The guide lists every reason for quarantine, and no other. */
export const quarantineReasonsAreDocumented: HouseCheck = (files) => {
  const source = /QUARANTINE_REASONS = \[([^\]]*)\]/.exec(fileAt(files, outcomes).text)?.[1] ?? '';
  const known = [...source.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
  const listed = tableUnder(fileAt(files, quarantineGuide).text, 'Quarantine').map((row) => row[0]?.replaceAll('`', '') ?? '');
  if (known.length === 0) return [{ path: outcomes, problem: 'no reasons were found' }];
  return [
    ...known
      .filter((reason) => !listed.includes(reason))
      .map((reason) => ({ path: quarantineGuide, problem: `${reason} is not documented` })),
    ...listed.filter((reason) => !known.includes(reason)).map((reason) => ({ path: quarantineGuide, problem: `${reason} is no reason` })),
  ];
};

/** What nobody can find from the folder's first page is not there. */
export const chaptersAreIndexed: HouseCheck = (files) =>
  ['docs/decisions', 'docs/guide'].flatMap((folder) => {
    const path = `${folder}/README.md`;
    const { text } = fileAt(files, path);
    return files
      .filter((file) => file.path.startsWith(`${folder}/`) && file.path.endsWith('.md') && file.path !== path)
      .map((file) => file.path.slice(folder.length + 1))
      .filter((chapter) => !text.includes(`](${chapter})`))
      .map((chapter) => ({ path, problem: `does not link to ${chapter}` }));
  });

/** Links between documents and files of the repository lead somewhere. */
export const linksLeadSomewhere: HouseCheck = (files) => {
  const paths = files.map(({ path }) => path);
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => resolveLink(path, match[1] ?? ''))
        .filter((target) => !paths.some((known) => known === target || known.startsWith(`${target}/`)))
        .map((target) => ({ path, problem: `links to ${target}, which does not exist` })),
    );
};

function resolveLink(from: string, link: string): string {
  return new URL(link, `file:///${from}`).pathname.replace(/^\/|\/$/g, '');
}
