/** A text with a word in the place of what is selected, apart from what stands around it; and where the cursor is then. */
export function withWord(text: string, word: string, from: number, to: number): { readonly text: string; readonly cursor: number } {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const left = /[\w]$/.test(before) ? ' ' : '';
  const right = /^[\w]/.test(after) ? ' ' : '';
  return { text: `${before}${left}${word}${right}${after}`, cursor: before.length + left.length + word.length };
}
