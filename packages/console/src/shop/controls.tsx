import { type FormEvent, useState } from 'react';
import { shopTexts } from '../texts/shop-en.js';
import type { Device } from './messages.js';
import type { ShopTracker } from './use-tracker.js';

const DEVICES: readonly Device[] = ['phone', 'desktop'];

/** What a visitor of the demo may pretend: another device, another choice, another person. */
export function Controls({ shop, onStartOver }: { shop: ShopTracker; onStartOver: () => void }) {
  const [asking, setAsking] = useState(false);
  const { marketing } = shop.choices;
  return (
    <div className="shop-controls">
      <fieldset className="shop-switch">
        <legend>{shopTexts.device}</legend>
        {DEVICES.map((device) => (
          <label key={device}>
            <input type="radio" name="device" checked={shop.choices.device === device} onChange={() => shop.setDevice(device)} />
            <span>{shopTexts[device]}</span>
          </label>
        ))}
      </fieldset>
      {marketing !== null && (
        <button type="button" role="switch" aria-checked={marketing} className="shop-toggle" onClick={() => shop.setMarketing(!marketing)}>
          <span className="shop-toggle-track" aria-hidden="true" />
          {marketing ? shopTexts.offersAllowed : shopTexts.offersDenied}
        </button>
      )}
      <span className="shop-controls-end">
        {shop.who?.userId == null ? (
          <button type="button" className="shop-link" onClick={() => setAsking(!asking)} aria-expanded={asking}>
            {shopTexts.signIn}
          </button>
        ) : (
          <span className="shop-who">{shopTexts.signedIn(shop.who.userId)}</span>
        )}
        <button type="button" className="shop-link" onClick={onStartOver}>
          {shopTexts.startOver}
        </button>
      </span>
      {asking && <SignInForm onDone={() => setAsking(false)} onSignIn={shop.signIn} />}
    </div>
  );
}

function SignInForm({ onSignIn, onDone }: { onSignIn: ShopTracker['signIn']; onDone: () => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    onSignIn(text('email'), text('name'));
    onDone();
  }
  return (
    <form className="shop-sign-in" onSubmit={submit}>
      <label>
        {shopTexts.nameLabel}
        <input name="name" autoComplete="name" autoFocus />
      </label>
      <label>
        {shopTexts.emailLabel}
        <input name="email" type="email" required autoComplete="email" />
      </label>
      <button type="submit" className="shop-button shop-button-small">
        {shopTexts.signInSubmit}
      </button>
      <button type="button" className="shop-link" onClick={onDone}>
        {shopTexts.cancel}
      </button>
    </form>
  );
}
