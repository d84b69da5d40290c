/** A sentence in which `backticks` set code apart, as the engine's remedies and the texts here use them. */
export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>));
}
