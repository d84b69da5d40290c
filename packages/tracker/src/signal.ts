/** What a page tells of itself, as the name and properties of a track call. */
export type Signal =
  | {
      readonly event: 'Rage Clicked';
      readonly properties: { readonly page_path: string; readonly selector: string; readonly clicks: number };
    }
  | { readonly event: 'Dead Clicked'; readonly properties: { readonly page_path: string; readonly selector: string } }
  | { readonly event: 'Quick Backed Out'; readonly properties: { readonly page_path: string; readonly milliseconds: number } };

/** A click of the main button, or a tap. */
export interface Click {
  /** Milliseconds, of any clock that does not run backwards. */
  readonly at: number;
  /** Where, in CSS pixels of the page, so that scrolling does not move it. */
  readonly x: number;
  readonly y: number;
  /** Which element: see `selectorOf`. */
  readonly selector: string;
  /** Whether it looks as if it could be clicked: a link, a button, a pointing hand. */
  readonly looksClickable: boolean;
}
