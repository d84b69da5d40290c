import { Link } from '@tanstack/react-router';
import { identityPageTexts as texts } from '../texts/identity-page-en.js';

/** The two ways to look at customers: one by one, and how well they are told apart. */
export function CustomersTabs() {
  return (
    <nav className="tabs" aria-label={texts.customersTabs}>
      <Link to="/customers" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.everybody}
      </Link>
      <Link to="/identity" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.title}
      </Link>
    </nav>
  );
}
