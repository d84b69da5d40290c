import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

describe('laws of the console', () => {
  it('what customers sent is text: nothing is ever put in as markup', () => {
    const breaches = sources.filter((source) =>
      /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|srcDoc/.test(source.text),
    );
    expect(breaches.map((source) => source.name)).toEqual([]);
  });

  it('has no inline styles and no inline scripts, so that a strict content security policy holds', () => {
    const breaches = sources.filter((source) => /\sstyle=\{|javascript:/.test(source.text));
    expect(breaches.map((source) => source.name)).toEqual([]);
    for (const page of ['../index.html', '../shop/index.html']) {
      const html = readFileSync(join(folder, page), 'utf8');
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    }
  });

  it('imports nothing from the engine but the types of its contract', () => {
    const imports = sources.flatMap((source) =>
      [...source.text.matchAll(/import\s+(type\s)?[^;]*?from '(@cusp\/engine[^']*)'/g)].map(([, type, from]) => `${type ?? ''}${from}`),
    );
    expect(imports.length).toBeGreaterThan(10);
    expect(new Set(imports)).toEqual(new Set(['type @cusp/engine/contract']));
  });

  it('never keeps the admin token anywhere but in the tab', () => {
    const keepers = sources.filter((source) => /localStorage|document\.cookie/.test(source.text)).map((source) => source.name);
    expect(keepers.sort()).toEqual(['session/person.ts', 'session/theme.ts', 'shop/choices.ts', 'tour/use-visitor.ts']);
  });
});
