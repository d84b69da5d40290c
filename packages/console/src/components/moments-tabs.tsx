import { Link } from '@tanstack/react-router';
import { momentTexts as texts } from '../texts/moments-en.js';

/** The two ways to come by moments: those that are known, and those that are found. */
export function MomentsTabs() {
  return (
    <nav className="tabs" aria-label={texts.tabsLabel}>
      <Link to="/moments" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.all}
      </Link>
      <Link to="/discover" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.discovery}
      </Link>
    </nav>
  );
}
