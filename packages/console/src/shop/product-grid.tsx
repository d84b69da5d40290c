import { shopTexts } from '../texts/shop-en.js';
import { ProductCard } from './product-card.js';
import { CATEGORIES, type Product, PRODUCTS } from './products.js';

interface Props {
  readonly category: string | undefined;
  readonly onCategory: (category: string | undefined) => void;
  readonly onLook: (product: Product) => void;
}

/** All products, or those of one category. */
export function ProductGrid({ category, onCategory, onLook }: Props) {
  const shown = PRODUCTS.filter((product) => category === undefined || product.category === category);
  return (
    <>
      <nav className="shop-categories" aria-label={shopTexts.categoriesLabel}>
        {[undefined, ...CATEGORIES].map((name) => (
          <button key={name ?? ''} type="button" aria-pressed={name === category} onClick={() => onCategory(name)}>
            {name === undefined ? shopTexts.all : (shopTexts.categories[name] ?? name)}
          </button>
        ))}
      </nav>
      <ul className="shop-grid">
        {shown.map((product) => (
          <li key={product.id}>
            <ProductCard product={product} onLook={onLook} />
          </li>
        ))}
      </ul>
    </>
  );
}
