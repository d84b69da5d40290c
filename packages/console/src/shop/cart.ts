import type { Product } from './products.js';

/** What lies in the cart, in the order in which it was added. */
export type Cart = readonly { readonly product: Product; readonly quantity: number }[];

/** One more of a product. */
export function withOneMore(cart: Cart, product: Product): Cart {
  if (!cart.some((line) => line.product.id === product.id)) return [...cart, { product, quantity: 1 }];
  return cart.map((line) => (line.product.id === product.id ? { product, quantity: line.quantity + 1 } : line));
}

/** Without a product at all. */
export function without(cart: Cart, productId: string): Cart {
  return cart.filter((line) => line.product.id !== productId);
}

/** Euros, exact to the cent. */
export function total(cart: Cart): number {
  return cart.reduce((cents, line) => cents + Math.round(line.product.price * 100) * line.quantity, 0) / 100;
}

/** How many pieces. */
export function pieces(cart: Cart): number {
  return cart.reduce((sum, line) => sum + line.quantity, 0);
}
