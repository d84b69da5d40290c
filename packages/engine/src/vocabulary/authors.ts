import type { PersonId } from './access.js';

/** What somebody writes on after others, with all who wrote it; nothing of it when nobody was signed in as themselves. */
export function authored(
  personId: PersonId | null | undefined,
  before: { readonly authors?: readonly PersonId[] } | undefined,
): { readonly authors?: readonly PersonId[] } {
  const authors = new Set([...(before?.authors ?? []), ...(typeof personId === 'string' ? [personId] : [])]);
  return authors.size === 0 ? {} : { authors: [...authors] };
}
