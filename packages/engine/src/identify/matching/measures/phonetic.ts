/** Sounds of one group are one: letters of Soundex, with vowels kept apart from each other only at the beginning. */
const GROUPS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ '1': 'bfpv', '2': 'cgjkqsxz', '3': 'dt', '4': 'l', '5': 'mn', '6': 'r' }).flatMap(([group, letters]) =>
    [...letters].map((letter) => [letter, group] as const),
  ),
);
const LONGEST_CODE = 4;

/**
 * How a word sounds: American Soundex, the first letter and three digits. Only the letters a to z count; a text without one has no sound.
 * @returns '' when there is none
 */
export function soundex(text: string): string {
  const letters = text.toLowerCase().replace(/[^a-z]/g, '');
  let code = letters.slice(0, 1).toUpperCase();
  let last = GROUPS[letters[0] ?? ''] ?? '';
  for (let at = 1; at < letters.length && code.length < LONGEST_CODE; at++) {
    const letter = letters[at] as string;
    const group = GROUPS[letter] ?? '';
    if (group !== '' && group !== last) code += group;
    // h and w do not part two letters of one sound; vowels do.
    if (letter !== 'h' && letter !== 'w') last = group;
  }
  return code === '' ? '' : code.padEnd(LONGEST_CODE, '0');
}
