/** The letter that leads to a page after `g`. */
export const GO_LETTERS: Readonly<Record<string, string>> = {
  '/': 'n',
  '/customers': 'c',
  '/segments': 's',
  '/customer-metrics': 'e',
  '/moments': 'm',
  '/insight': 'i',
  '/journeys': 'j',
  '/discover': 'v',
  '/campaigns': 'p',
  '/experiments': 'x',
  '/decisions': 'd',
  '/data': 'a',
  '/settings': ',',
  '/tour': 't',
};

/** A key as the browser tells of it, and where it was pressed. */
export interface Pressed {
  readonly key: string;
  readonly withControl: boolean;
  readonly withOther: boolean;
  /** In something that takes text, or in a dialog. */
  readonly isTaken: boolean;
}

/** What is to be done. */
export type ShortcutAct =
  | { readonly act: 'search' | 'help' | 'palette' }
  | { readonly act: 'go'; readonly to: string }
  | { readonly act: 'wait' };

/**
 * What a key means; undefined when it means nothing here.
 * @param isAfterG whether `g` was pressed shortly before
 * @param singles whether single letters are listened to
 */
export function shortcutOf(
  { key, withControl, withOther, isTaken }: Pressed,
  isAfterG: boolean,
  singles: boolean,
): ShortcutAct | undefined {
  if (withControl) return key.toLowerCase() === 'k' && !withOther ? { act: 'palette' } : undefined;
  if (withOther || isTaken || !singles) return undefined;
  if (isAfterG) {
    const to = Object.keys(GO_LETTERS).find((path) => GO_LETTERS[path] === key);
    return to === undefined ? undefined : { act: 'go', to };
  }
  if (key === 'g') return { act: 'wait' };
  if (key === '/') return { act: 'search' };
  return key === '?' ? { act: 'help' } : undefined;
}
