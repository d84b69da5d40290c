import type { Publication } from '../vocabulary/definition.js';

/**
 * A publication as it goes live: first what it says of types of identifiers, for who is who comes before what is asked of them; then the
 * rest. One part where it is of one sort.
 */
export function inParts(publication: Publication & { readonly publicationId: string }): readonly Publication[] {
  const [identifiers, others] = [true, false].map((wanted) => partOf(publication, wanted)) as [Publication, Publication];
  if (isEmpty(identifiers)) return [others];
  return isEmpty(others) ? [identifiers] : [{ ...identifiers, publicationId: `${publication.publicationId}i` }, others];
}

function partOf(publication: Publication, ofIdentifiers: boolean): Publication {
  const isWanted = ({ kind }: { readonly kind: string }): boolean => (kind === 'identifier') === ofIdentifiers;
  return {
    ...publication,
    definitions: publication.definitions.filter(({ definition }) => isWanted(definition)),
    removed: publication.removed.filter(isWanted),
    drafts: publication.drafts?.filter(isWanted) ?? [],
  };
}

function isEmpty({ definitions, removed, drafts = [] }: Publication): boolean {
  return definitions.length + removed.length + drafts.length === 0;
}
