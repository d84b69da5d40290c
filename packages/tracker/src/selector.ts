/** What an element is called, as the document has it. */
export interface NamedElement {
  readonly tag: string;
  readonly id: string;
  readonly classes: readonly string[];
}

const MOST_CHARACTERS = 120;
const MOST_ELEMENTS = 4;
const MOST_CLASSES = 2;
/** Names that people give to parts of a page. With digits, dots or signs they may be about a person (`user-4711`), or differ at each build. */
const PLAIN = /^[A-Za-z][A-Za-z_-]{0,39}$/;

/**
 * Which element it was, as far as the nearest id: `form#checkout > div.actions > button.pay`. Only tags, and ids and classes of letters alone; at most 120
 * characters, of which the element itself comes last and is kept longest.
 * @param elements the element first, then what holds it
 */
export function selectorOf(elements: readonly NamedElement[]): string {
  let selector = '';
  for (const element of elements.slice(0, MOST_ELEMENTS)) {
    const longer = selector === '' ? nameOf(element) : `${nameOf(element)} > ${selector}`;
    if (longer.length > MOST_CHARACTERS) break;
    selector = longer;
    if (PLAIN.test(element.id)) break;
  }
  return selector === '' ? 'unknown' : selector;
}

function nameOf({ tag, id, classes }: NamedElement): string {
  const name = PLAIN.test(tag) ? tag.toLowerCase() : 'element';
  if (PLAIN.test(id)) return `${name}#${id}`;
  const plain = classes.filter((one) => PLAIN.test(one)).slice(0, MOST_CLASSES);
  return [name, ...plain].join('.');
}
