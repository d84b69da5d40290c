import { shopTexts } from '../texts/shop-en.js';

/** Asks once whether offers may be sent. Both answers are as easy to give. */
export function ConsentQuestion({ onAnswer }: { onAnswer: (allowed: boolean) => void }) {
  return (
    <section className="shop-consent">
      <p>{shopTexts.consent}</p>
      <button type="button" className="shop-button shop-button-small" onClick={() => onAnswer(true)}>
        {shopTexts.yes}
      </button>
      <button type="button" className="shop-button shop-button-small" onClick={() => onAnswer(false)}>
        {shopTexts.no}
      </button>
    </section>
  );
}
