import { Link } from '@tanstack/react-router';
import { texts as common } from '../texts/en.js';
import { momentTexts as texts } from '../texts/moments-en.js';

/** The ways to come by moments: those that are known, and those that are found; and the pages for which a narrow navigation has no room. */
export function MomentsTabs() {
  return (
    <nav className="tabs" aria-label={texts.tabsLabel}>
      <Link to="/moments" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.all}
      </Link>
      <Link to="/discover" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.discovery}
      </Link>
      <Link to="/journeys" className="narrow-only">
        {common.nav.journeys}
      </Link>
    </nav>
  );
}
