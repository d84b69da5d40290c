import { describe, expect, it } from 'vitest';
import { type Letter, type LetterInput, letterOf } from './letter.js';

const links = {
  unsubscribe: 'https://cusp.example/u/T',
  open: 'https://cusp.example/o/T',
  click: (url: string) => `https://cusp.example/c/${btoa(url)}`,
};
const input: LetterInput = {
  id: 'd_1',
  message: { subject: 'Hello', text: 'Come back', html: '<p><a href="https://shop.example/?a=1&amp;b=2">Shop</a></p>' },
  to: 'ann@example.org',
  from: 'The shop <news@shop.example>',
  replyTo: undefined,
  links,
  tracks: false,
};

describe('a letter', () => {
  it('carries one-click unsubscribing, a message id that follows from the decision, and a way out that can be read', () => {
    const letter = letterOf(input) as Letter;
    expect(letter).toEqual(letterOf(input));
    expect(letter.messageId).toBe('<d_1@shop.example>');
    expect(letter.headers).toEqual({
      'List-Unsubscribe': '<https://cusp.example/u/T>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    expect(letter.text).toContain('Unsubscribe: https://cusp.example/u/T');
    expect(letter.html).toContain('<a href="https://cusp.example/u/T">');
    expect(letter.html).toContain('https://shop.example/?a=1&amp;b=2');
    expect(letter.html).not.toContain('/o/');
  });

  it('notices openings and clicks only when it is to, and leaves the links of text alone', () => {
    const letter = letterOf({ ...input, tracks: true }) as Letter;
    expect(letter.html).toContain(`href="https://cusp.example/c/${btoa('https://shop.example/?a=1&b=2')}"`);
    expect(letter.html).toContain('<img src="https://cusp.example/o/T"');
    expect(letter.html).toContain('<a href="https://cusp.example/u/T">');
  });

  it('puts the way out where the message wants it', () => {
    const message = { subject: 'Hi', text: 'Leave: {unsubscribe_url}', html: '<a href="{unsubscribe_url}">leave</a>' };
    const letter = letterOf({ ...input, message, tracks: true }) as Letter;
    expect(letter.text).toBe('Leave: https://cusp.example/u/T');
    expect(letter.html?.match(/\/u\/T/g)).toHaveLength(1);
  });

  it.each([
    ['a subject with another header', { message: { subject: 'Hi\r\nBcc: eve@example.org', text: '' } }],
    ['a subject with a line separator', { message: { subject: 'Hi\u2028there', text: '' } }],
    ['a sender with another header', { from: 'news@shop.example\nBcc: eve@example.org' }],
    ['an answer address with another header', { replyTo: 'a@b.example\r\nX: y' }],
    ['two recipients', { to: 'ann@example.org,eve@example.org' }],
    ['a recipient with another header', { to: 'ann@example.org\r\nBcc:eve@example.org' }],
    ['no subject', { message: { text: 'hello' } }],
    ['no text', { message: { subject: 'hello' } }],
    ['html that is no text', { message: { subject: 'hello', text: '', html: { a: 1 } } }],
    ['a body without an end', { message: { subject: 'hello', text: 'x'.repeat(600 * 1024) } }],
  ])('is none with %s', (_, change) => {
    expect(typeof letterOf({ ...input, ...change })).toBe('string');
  });
});
