import { Link } from '@tanstack/react-router';
import { journeyTexts } from '../texts/journeys-en.js';
import { momentTexts as texts } from '../texts/moments-en.js';

/** The two ways to come by moments: those that are known, and those that are found; and journeys, where the navigation has no room for them. */
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
        {journeyTexts.title}
      </Link>
    </nav>
  );
}
