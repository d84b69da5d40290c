import { shopTexts } from '../texts/shop-en.js';
import { type Cart, total } from './cart.js';

interface Props {
  readonly cart: Cart;
  readonly onRemove: (productId: string) => void;
  readonly onPay: () => void;
  readonly onBack: () => void;
}

/** The cart, and the way to the till. */
export function CartPage({ cart, onRemove, onPay, onBack }: Props) {
  return (
    <section className="shop-cart-page">
      <button type="button" className="shop-link shop-back" onClick={onBack}>
        ← {shopTexts.back}
      </button>
      <h1>{shopTexts.cart}</h1>
      {cart.length === 0 ? (
        <p>{shopTexts.cartEmpty}</p>
      ) : (
        <>
          <ul>
            {cart.map(({ product, quantity }) => (
              <li key={product.id}>
                <img src={product.picture} alt="" width="56" height="56" />
                <span>
                  {quantity} × {product.name}
                </span>
                <span>{shopTexts.price(product.price * quantity)}</span>
                <button type="button" className="shop-link" onClick={() => onRemove(product.id)}>
                  {shopTexts.remove}
                </button>
              </li>
            ))}
          </ul>
          <p className="shop-total">
            {shopTexts.total} <strong>{shopTexts.price(total(cart))}</strong>
          </p>
          <button type="button" className="shop-button" onClick={onPay}>
            {shopTexts.pay}
          </button>
        </>
      )}
    </section>
  );
}
