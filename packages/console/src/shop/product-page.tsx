import { shopTexts } from '../texts/shop-en.js';
import { ProductCard } from './product-card.js';
import { type Product, PRODUCTS } from './products.js';

interface Props {
  readonly product: Product;
  readonly inCart: boolean;
  readonly onAdd: (product: Product) => void;
  readonly onLook: (product: Product) => void;
  readonly onBack: () => void;
}

/** One product, and its neighbours to compare it with. */
export function ProductPage({ product, inCart, onAdd, onLook, onBack }: Props) {
  const others = PRODUCTS.filter((other) => other.category === product.category && other.id !== product.id);
  const category = shopTexts.categories[product.category] ?? product.category;
  return (
    <>
      <button type="button" className="shop-link shop-back" onClick={onBack}>
        ← {shopTexts.back}
      </button>
      <article className="shop-product">
        <div className={`shop-product-picture shop-tint-${product.category}`}>
          <img src={product.picture} alt="" width="300" height="300" />
        </div>
        <div>
          <p className="shop-kicker">{category}</p>
          <h1>{product.name}</h1>
          <p className="shop-about">{product.about}</p>
          <p className="shop-price">{shopTexts.price(product.price)}</p>
          <button type="button" className="shop-button" onClick={() => onAdd(product)}>
            {inCart ? `${shopTexts.added} ✓` : shopTexts.add}
          </button>
        </div>
      </article>
      <ul className="shop-grid shop-grid-small">
        {others.map((other) => (
          <li key={other.id}>
            <ProductCard product={other} onLook={onLook} />
          </li>
        ))}
      </ul>
    </>
  );
}
