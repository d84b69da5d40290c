import { useState } from 'react';
import { shopTexts } from '../texts/shop-en.js';
import { type Cart, pieces, total, withOneMore, without } from './cart.js';
import { CartPage } from './cart-page.js';
import { ConsentQuestion } from './consent-question.js';
import { Controls } from './controls.js';
import { OfferBanner } from './offer-banner.js';
import { useOffer } from './offers.js';
import { ProductGrid } from './product-grid.js';
import { ProductPage } from './product-page.js';
import type { Product } from './products.js';
import { useTracker } from './use-tracker.js';

type View =
  | { readonly name: 'list' }
  | { readonly name: 'product'; readonly product: Product }
  | { readonly name: 'cart' }
  | { readonly name: 'ordered'; readonly orderId: string };

/** What the shop tells about a product in its events. */
const told = (product: Product) => ({ product_id: product.id, name: product.name, category: product.category, price: product.price });

/** The demo shop. */
export function Storefront() {
  const shop = useTracker();
  const [view, setView] = useState<View>({ name: 'list' });
  const [category, setCategory] = useState<string | undefined>(undefined);
  const [cart, setCart] = useState<Cart>([]);
  const [offer, dismissOffer] = useOffer(shop.who);

  function show(next: View): void {
    setView(next);
    window.scrollTo(0, 0);
  }
  function look(product: Product): void {
    shop.track('Product Viewed', told(product));
    show({ name: 'product', product });
  }
  function add(product: Product): void {
    shop.track('Product Added', { ...told(product), quantity: 1 });
    setCart((before) => withOneMore(before, product));
  }
  function checkOut(): void {
    const products = cart.map((line) => ({ ...told(line.product), quantity: line.quantity }));
    const orderId = `W${Date.now().toString(36).toUpperCase()}`;
    shop.track('Order Completed', { order_id: orderId, total: total(cart), currency: 'EUR', products });
    setCart([]);
    show({ name: 'ordered', orderId });
  }
  function openCart(): void {
    if (cart.length > 0)
      shop.track('Checkout Started', {
        total: total(cart),
        products: cart.map((line) => ({ ...told(line.product), quantity: line.quantity })),
      });
    show({ name: 'cart' });
  }
  function startOver(): void {
    setCart([]);
    show({ name: 'list' });
    dismissOffer();
    shop.startOver();
  }

  return (
    <div className={`shop shop-${shop.choices.device}`}>
      <Controls shop={shop} onStartOver={startOver} />
      <header className="shop-head">
        <button type="button" className="shop-brand" onClick={() => show({ name: 'list' })}>
          <img src="/shop.svg" alt="" width="34" height="34" />
          <span>
            <strong>{shopTexts.name}</strong>
            <small>{shopTexts.tagline}</small>
          </span>
        </button>
        <button type="button" className="shop-cart" onClick={openCart}>
          {shopTexts.cart}
          <span className="shop-cart-count">{pieces(cart)}</span>
        </button>
      </header>
      {shop.unavailable && <p className="shop-note">{shopTexts.unavailable}</p>}
      {shop.choices.marketing === null && <ConsentQuestion onAnswer={shop.setMarketing} />}
      {offer && <OfferBanner offer={offer} onDismiss={dismissOffer} />}
      <main>
        {view.name === 'list' && <ProductGrid category={category} onCategory={setCategory} onLook={look} />}
        {view.name === 'product' && (
          <ProductPage
            product={view.product}
            inCart={cart.some((line) => line.product.id === view.product.id)}
            onAdd={add}
            onLook={look}
            onBack={() => show({ name: 'list' })}
          />
        )}
        {view.name === 'cart' && (
          <CartPage
            cart={cart}
            onRemove={(id) => setCart((before) => without(before, id))}
            onPay={checkOut}
            onBack={() => show({ name: 'list' })}
          />
        )}
        {view.name === 'ordered' && (
          <section className="shop-done">
            <h1>{shopTexts.ordered}</h1>
            <p>
              {shopTexts.orderNumber} {view.orderId}
            </p>
            <button type="button" className="shop-button" onClick={() => show({ name: 'list' })}>
              {shopTexts.back}
            </button>
          </section>
        )}
      </main>
    </div>
  );
}
