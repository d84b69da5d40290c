/**
 * True for text that UTF-8 can hold and that no store cuts short: no half of a surrogate pair, no NUL.
 * Two ids that differ only in broken characters would otherwise become one on disk.
 */
export function isSoundText(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0) return false;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    index++;
  }
  return true;
}
