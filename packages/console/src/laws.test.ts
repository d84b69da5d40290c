import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** Words between tags, and in attributes that are read to people, that are written where they are shown. */
function literalTexts(source: string): string[] {
  const between = [...source.matchAll(/[>}]([^<>{}=;()]*[A-Za-z]{2,}[^<>{}=;()]*)<\//g)].map(([, said]) => said ?? '');
  const attributes = [...source.matchAll(/\s(?:aria-label|title|placeholder|alt|label)="([^"]*[A-Za-z]{2,}[^"]*)"/g)].map(
    ([, said]) => said ?? '',
  );
  return [...between, ...attributes].map((said) => said.trim());
}

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

  it('says nothing that does not stand in texts/, so that it can be translated', () => {
    const breaches = sources
      .filter(({ name }) => name.endsWith('.tsx') && !name.startsWith('texts/'))
      .flatMap(({ name, text }) => literalTexts(text).map((said) => `${name}: ${said}`));
    expect(breaches).toEqual([]);
    // What would be a breach is one.
    const wrong = '<p>\n  Hello there\n</p> <b>{a} and more</b> <img alt="A cat" /> <i title={x} placeholder="Name">{y}</i>';
    expect(literalTexts(wrong)).toEqual(['Hello there', 'and more', 'A cat', 'Name']);
    expect(literalTexts('<p className="dim">{texts.a} · {b}</p> <Panel<string> aside={x}>{y}</Panel>')).toEqual([]);
  });

  it('never keeps what somebody signs in with: the session is a cookie that no script reads', () => {
    const keepers = sources
      .filter((source) => /localStorage|sessionStorage|document\.cookie/.test(source.text))
      .map((source) => source.name);
    expect(keepers.sort()).toEqual([
      'session/definition-view.ts',
      'session/person.ts',
      'session/single-keys.ts',
      'session/theme.ts',
      'shop/choices.ts',
      'tour/kept-steps.ts',
      'tour/use-visitor.ts',
    ]);
  });
});
