import type { Draft, Publication } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { put } from '../api/client.js';
import { momentDefinitionsQuery } from '../api/moment-queries.js';
import { plainName } from '../format/value.js';
import { discoverTexts as texts } from '../texts/discover-en.js';
import { ProblemBox } from './problem-box.js';
import { PublicationProgress } from './publication-progress.js';

/** Publishes what was found with one click, or looks first to whom it happened; once it is live, the way to it. */
export function DiscoverAdopt({ definition, reason }: { definition: Readonly<Record<string, unknown>>; reason: string }) {
  const name = typeof definition['name'] === 'string' ? definition['name'] : '';
  const isLive = useQuery(momentDefinitionsQuery).data?.some((published) => published.name === name) === true;
  const navigate = useNavigate();
  const client = useQueryClient();
  const adopt = useMutation({
    mutationFn: () => put<Publication>('/definitions?wait=false', { definitions: [definition], reason }),
  });
  const look = useMutation({
    mutationFn: () => put<Draft>(`/drafts/moment/${encodeURIComponent(name)}`, { definition, note: reason }),
    onSuccess: async () => {
      await Promise.all(
        [
          ['moment', name],
          ['drafts', 'moment'],
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
      await navigate({ to: '/moments/$name', params: { name }, search: { show: 'edit' } });
    },
  });
  const error = adopt.error ?? look.error;
  return (
    <>
      {adopt.data && <PublicationProgress begun={adopt.data} />}
      {isLive && (
        <p>
          {texts.isLive}{' '}
          <Link to="/moments/$name" params={{ name }}>
            {plainName(name)}
          </Link>
        </p>
      )}
      {!isLive && adopt.data === undefined && (
        <p className="definition-actions">
          <button type="button" className="button button-strong" disabled={adopt.isPending} onClick={() => adopt.mutate()}>
            {adopt.isPending ? texts.adopting : texts.adopt}
          </button>
          <button type="button" className="button" disabled={look.isPending} onClick={() => look.mutate()}>
            {texts.look}
          </button>
        </p>
      )}
      {error && <ProblemBox error={error} />}
    </>
  );
}
