import type { Customer } from '@cusp/engine/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CustomerLink } from '../components/customer-link.js';
import { Panel } from '../components/panel.js';
import { ProblemBox } from '../components/problem-box.js';
import { useDecision } from '../api/identity-decisions.js';
import { customerQuery } from '../api/queries.js';
import { splitIdentifier } from '../format/identifier.js';
import { tourTexts as texts } from '../texts/tour-en.js';
import { cardKey, cardOf, payInStore, showCard } from './demo.js';

/** Whoever holds the visitor's card, as the engine knows them; undefined before it was paid with. */
export function useCardHolder(visitorKey: string | undefined): Customer | undefined {
  const key = visitorKey === undefined ? '' : cardKey(cardOf(splitIdentifier(visitorKey).value));
  const { data, error } = useQuery({ ...customerQuery(key), enabled: key !== '' });
  return error === null ? data : undefined;
}

interface StoreProps {
  readonly writeKey: string;
  readonly visitorKey: string;
  readonly visitor: Customer;
  readonly holder: Customer | undefined;
}

/** Pays with a card that nobody knows, joins it with the visitor, and takes the two apart again. */
export function TourStore({ writeKey, visitorKey, visitor, holder }: StoreProps) {
  const anonymousId = splitIdentifier(visitorKey).value;
  const card = cardOf(anonymousId);
  const client = useQueryClient();
  // An answer comes after the event was taken in: whoever asks now, sees it.
  const onSuccess = () => Promise.all([visitorKey, cardKey(card)].map((key) => client.invalidateQueries({ queryKey: ['customer', key] })));
  const paying = useMutation({ mutationFn: () => payInStore(writeKey, card), onSuccess });
  const showing = useMutation({ mutationFn: () => showCard(writeKey, card, anonymousId), onSuccess });
  const parting = useDecision(() => undefined, { takesFocus: false });
  const isOne = holder !== undefined && holder.customerId === visitor.customerId;
  const error = paying.error ?? showing.error ?? parting.error;
  return (
    <Panel title={texts.store} aside={<span className="dim">{texts.card(card)}</span>}>
      <p className={holder === undefined ? 'dim' : undefined} role="status">
        {holder === undefined ? texts.storeText : isOne ? texts.one : texts.two}
      </p>
      {holder !== undefined && (
        <p className="dim break">
          {texts.holder}: <CustomerLink customerId={holder.customerId} identifiers={holder.identifiers} />
        </p>
      )}
      <p className="page-actions">
        {holder === undefined && (
          <button type="button" className="button" disabled={paying.isPending} onClick={() => paying.mutate()}>
            {paying.isPending ? texts.paying : texts.pay}
          </button>
        )}
        {holder !== undefined && !isOne && (
          <button type="button" className="button" disabled={showing.isPending} onClick={() => showing.mutate()}>
            {showing.isPending ? texts.showing : texts.show}
          </button>
        )}
        {isOne && (
          <button
            type="button"
            className="button"
            disabled={parting.isPending}
            onClick={() =>
              parting.mutate({ asked: { action: 'unmerge', customers: [visitorKey, cardKey(card)] }, reason: texts.undoReason })
            }
          >
            {parting.isPending ? texts.undoing : texts.undo}
          </button>
        )}
      </p>
      {error && <ProblemBox error={error} />}
    </Panel>
  );
}
