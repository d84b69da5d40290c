import { shopTexts } from '../texts/shop-en.js';
import type { Offer } from './offers.js';

/** A quiet banner: it takes no focus and covers nothing. */
export function OfferBanner({ offer, onDismiss }: { offer: Offer; onDismiss: () => void }) {
  return (
    <section className="shop-offer" role="status" aria-label={shopTexts.offer}>
      <div>
        <strong>{offer.headline}</strong>
        <p>{offer.text}</p>
      </div>
      {offer.code !== '' && (
        <p className="shop-code">
          <small>{shopTexts.copyCode}</small>
          <code>{offer.code}</code>
        </p>
      )}
      <button type="button" className="shop-dismiss" aria-label={shopTexts.dismiss} onClick={onDismiss}>
        ×
      </button>
    </section>
  );
}
