import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { texts } from '../texts/en.js';
import { Icon, type IconName } from './icon.js';
import { Keyboard, type NavPage } from './keyboard.js';
import { LiveLight, LostConnection } from './live-light.js';
import { SignedInAs } from './signed-in-as.js';
import { ThemeSwitch } from './theme-switch.js';
import { UndoToast } from './undo-toast.js';

const PAGES = [
  { to: '/', name: texts.nav.now, icon: 'now' },
  { to: '/customers', name: texts.nav.customers, icon: 'customers' },
  { to: '/segments', name: texts.nav.segments, icon: 'segments' },
  { to: '/customer-metrics', name: texts.nav.metrics, icon: 'metrics' },
  { to: '/moments', name: texts.nav.moments, icon: 'moments' },
  { to: '/insight', name: texts.nav.insight, icon: 'insight' },
  { to: '/journeys', name: texts.nav.journeys, icon: 'journeys' },
  { to: '/discover', name: texts.nav.discover, icon: 'discover' },
  { to: '/campaigns', name: texts.nav.campaigns, icon: 'campaigns' },
  { to: '/experiments', name: texts.nav.experiments, icon: 'experiments' },
  { to: '/decisions', name: texts.nav.decisions, icon: 'decisions' },
  { to: '/data', name: texts.nav.data, icon: 'data' },
] as const satisfies readonly { to: string; name: string; icon: IconName }[];

/** Where the keyboard leads. */
const TO_GO: readonly NavPage[] = [...PAGES, { to: '/tour', name: texts.nav.tour }];

/** What stands around every page: the way to the others, and whether they are live. */
export function Shell() {
  const isIdentity = useLocation({ select: ({ pathname }) => pathname === '/identity' });
  const nav = useActiveInView();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <header className="side">
        <Link to="/" className="brand">
          <img src="/cusp.svg" alt="" width="28" height="28" />
          <span>{texts.product}</span>
        </Link>
        <LiveLight />
        <nav aria-label={texts.nav.label} ref={nav}>
          <ul>
            {PAGES.map((page) => (
              <li key={page.to}>
                <Link
                  to={page.to}
                  activeOptions={{ exact: page.to === '/', includeSearch: false }}
                  // Identity stands beside the list of customers.
                  {...(isIdentity && page.to === '/customers' ? { className: 'active' } : {})}
                >
                  <Icon name={page.icon} />
                  <span>{page.name}</span>
                </Link>
              </li>
            ))}
            <li className="nav-tour">
              <Link to="/tour">
                <Icon name="tour" />
                <span className="wide-only">{texts.nav.tour}</span>
                <span className="narrow-only">{texts.nav.tourShort}</span>
              </Link>
            </li>
          </ul>
        </nav>
        <div className="side-foot">
          <Keyboard pages={TO_GO} />
          <ThemeSwitch />
          <SignedInAs />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <LostConnection />
        <Outlet />
      </main>
      <UndoToast />
    </div>
  );
}

/** In a narrow window the ways to the pages are a strip that scrolls: where one is stays in sight. */
function useActiveInView() {
  const nav = useRef<HTMLElement>(null);
  useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    const active = nav.current?.querySelector('a.active')?.parentElement;
    const strip = nav.current;
    if (strip === null || !(active instanceof HTMLElement)) return;
    strip.scrollLeft = active.offsetLeft - (strip.clientWidth - active.offsetWidth) / 2;
  });
  return nav;
}
