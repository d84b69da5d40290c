const WORDS: Record<string, (name: string) => string> = {
  entered: (name) => `entered ${name}`,
  left: (name) => `left ${name}`,
  detected: (name) => `moment: ${name}`,
  withdrawn: (name) => `moment withdrawn: ${name}`,
  send: (name) => `sent: ${name}`,
  refused: (name) => `not sent: ${name}`,
};

/** What an event changed, in words; a change that is not known here is told as it is. */
export function changeTexts(what: string, name: string): string {
  return WORDS[what]?.(name) ?? `${what} ${name}`;
}
