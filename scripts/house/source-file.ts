import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file of the repository: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something that breaks a rule of the house, and where. */
export interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** A rule of the house: pure, so that a test can plant a violation without a disk. */
export type HouseCheck = (files: readonly SourceFile[]) => Problem[];

const outside = new Set(['node_modules', 'dist', 'coverage', '.git', '.cusp', 'data', 'shots']);
const text = /\.(ts|tsx|mjs|cjs|js|json|md|css|html|yaml|yml)$|(^|\/)(LICENSE|\.npmrc|\.gitignore|run)$/;

/** Every text file of the repository, in order of path. Needs no git: a downloaded archive is checked alike. */
export function readRepository(root: string, folder = root): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !outside.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = join(folder, entry.name);
      if (entry.isDirectory()) return readRepository(root, full);
      const path = relative(root, full).split(sep).join('/');
      return entry.isFile() && text.test(path) ? [{ path, text: readFileSync(full, 'utf8') }] : [];
    });
}

/** The file at `path`; an empty one when it is absent, so that a check reports what it misses. */
export function fileAt(files: readonly SourceFile[], path: string): SourceFile {
  return files.find((file) => file.path === path) ?? { path, text: '' };
}

/** True for code that people write: not data, not documents. */
export function isCode(file: SourceFile): boolean {
  return /\.(ts|tsx|mjs|cjs)$/.test(file.path);
}

/** The rows of the first table under a heading of a Markdown document, each as its trimmed cells; header and ruler left out. */
export function tableUnder(document: string, heading: string): string[][] {
  const lines = document.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '').trim() === heading);
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && /^#+ /.test(line));
  const rows = lines.slice(start, end < 0 ? undefined : end).filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
