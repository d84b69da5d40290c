import { shopTexts } from '../texts/shop-en.js';
import type { Product } from './products.js';

/** A product among others. */
export function ProductCard({ product, onLook }: { product: Product; onLook: (product: Product) => void }) {
  return (
    <button
      type="button"
      className={`shop-card shop-tint-${product.category}`}
      // What is heard has in it what is seen, so that it can be asked for by voice.
      aria-label={shopTexts.view(`${product.name} ${shopTexts.price(product.price)}`)}
      onClick={() => onLook(product)}
    >
      <img src={product.picture} alt="" width="160" height="160" />
      <span className="shop-card-name">{product.name}</span>
      <span className="shop-card-price">{shopTexts.price(product.price)}</span>
    </button>
  );
}
