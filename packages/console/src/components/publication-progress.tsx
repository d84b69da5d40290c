import type { Publication } from '@cusp/engine/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { publicationQuery } from '../api/definition-queries.js';
import { definitionTexts } from '../texts/definitions-en.js';
import { Icon } from './icon.js';

const texts = definitionTexts.publication;

/** How far a publication is; when it is over, everything about what it changed is asked for anew. */
export function PublicationProgress({ begun }: { begun: Publication }) {
  const { data = begun } = useQuery(publicationQuery(begun.publicationId));
  const client = useQueryClient();
  const { changes } = data;
  const isOver = data.status === 'live' || data.status === 'failed';
  useEffect(() => {
    if (!isOver) return;
    const changed = changes.flatMap(({ kind, name }) => [[kind, name], [`${kind}s`]]);
    for (const queryKey of [...changed, ['drafts']]) void client.invalidateQueries({ queryKey });
  }, [changes, client, isOver]);
  return (
    <div className="publication" role="status">
      <p>
        {data.status === 'live' && <Icon name="check" />} {texts[data.status]}
        {data.failure !== null && ` ${data.failure.detail} ${data.failure.remedy}`}
      </p>
      {!isOver && (
        <>
          <progress value={data.share} max={1} aria-label={texts.label} />
          <p className="dim">
            {data.total > 0 && texts.asked(data.asked, data.total)}
            {data.remainingMs !== null && ` · ${texts.left(Math.ceil(data.remainingMs / 1_000))}`}
          </p>
        </>
      )}
    </div>
  );
}
