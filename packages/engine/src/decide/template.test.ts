import { describe, expect, it } from 'vitest';
import { compileMessage } from './message.js';
import { compileTemplate, TemplateFault } from './template.js';

const DATA = { customer: { traits: { name: 'Ann <b>', tags: ['a', 'b'] } }, metrics: {}, now: '2026-03-01T12:00:00.000Z' };
const render = (text: string, html = false): string => compileTemplate(text, html).render(DATA);

function faultOf(work: () => unknown): TemplateFault {
  try {
    work();
  } catch (error) {
    if (error instanceof TemplateFault) return error;
    throw error;
  }
  throw new Error('no fault');
}

describe('a template', () => {
  it('is filled in, and escaped where it becomes HTML, whatever its author asks for', () => {
    expect(render('Hi {{ customer.traits.name }}')).toBe('Hi Ann <b>');
    expect(render('<p>{{ customer.traits.name }}</p>', true)).toBe('<p>Ann &lt;b&gt;</p>');
    expect(render('{{ customer.traits.name | raw }}', true)).toBe('Ann &lt;b&gt;');
  });

  it('says which line is wrong', () => {
    expect(faultOf(() => compileTemplate('one\ntwo {{ x', false))).toMatchObject({ line: 2 });
    expect(faultOf(() => compileTemplate('{{ customer.traits.name | nope }}', false)).message).toContain('nope');
    expect(faultOf(() => compileTemplate('one\n{{ user.name }}', false))).toMatchObject({ line: 2 });
  });

  it('takes what is missing for a fault, unless it says what stands in for it', () => {
    expect(faultOf(() => render('{{ customer.traits.city }}')).message).toContain('customer.traits.city');
    expect(render("{{ customer.traits.city | default: 'you' }}")).toBe('you');
    expect(render('{% if metrics.orders %}again{% else %}first{% endif %}')).toBe('first');
  });

  it.each(["{% include 'x' %}", "{% render 'x' %}", "{% layout 'x' %}", '{{ customer.traits.tags | sample }}'])(
    'knows no files and no chance: %s',
    (text) => {
      expect(() => compileTemplate(text, false)).toThrow(TemplateFault);
    },
  );

  it.each([
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}',
    "{% assign s = 'x' %}{% for i in (1..30) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
  ])('is ended when it goes too far: %s', (text) => {
    expect(() => render(text)).toThrow(TemplateFault);
  });

  it('takes the instant of the decision for now', () => {
    expect(render("{{ 'now' | date: '%Y-%m-%d %H:%M' }}")).toBe('2026-03-01 12:00');
  });

  it('reaches no prototype', () => {
    expect(faultOf(() => render('{{ customer.constructor.name }}')).message).toContain('constructor');
    expect(faultOf(() => render('{{ customer.traits.__proto__.x }}')).message).toContain('__proto__');
  });

  it('says where it looks, as far as that is fixed', () => {
    expect(compileTemplate('{{ customer.traits.name }}{{ customer.traits[metrics.key] }}', false).looksAt).toEqual([
      ['customer', 'traits', 'name'],
      ['customer', 'traits'],
      ['metrics', 'key'],
    ]);
  });
});

describe('a message', () => {
  it('is filled in wherever a text stands, and escaped under html', () => {
    const message = {
      subject: '{{ customer.traits.name }}',
      html: '<b>{{ customer.traits.name }}</b>',
      list: [{ bodyHtml: '{{ customer.traits.name }}' }],
      n: 1,
    };
    expect(compileMessage(message).render(DATA)).toEqual({
      message: { subject: 'Ann <b>', html: '<b>Ann &lt;b&gt;</b>', list: [{ bodyHtml: 'Ann &lt;b&gt;' }], n: 1 },
    });
  });

  it('says where it is wrong', () => {
    expect(compileMessage({ a: { 'b/c': 'x\n{{ nope }}' } }).faults).toMatchObject([{ pointer: '/a/b~1c', line: 2 }]);
    expect(compileMessage({ a: ['{{ customer.traits.city }}'] }).render(DATA)).toMatchObject({ fault: { pointer: '/a/0' } });
  });
});
