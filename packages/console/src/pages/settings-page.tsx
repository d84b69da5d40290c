import type { RoleName } from '@cusp/engine/contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { Empty } from '../components/empty.js';
import { PageTitle } from '../components/page-title.js';
import { SettingsChanges } from '../components/settings-changes.js';
import { SettingsConsent } from '../components/settings-consent.js';
import { SettingsKeys } from '../components/settings-keys.js';
import { SettingsPeople } from '../components/settings-people.js';
import { SettingsYou } from '../components/settings-you.js';
import { useMay } from '../session/session.js';
import { accessTexts } from '../texts/access-en.js';

const route = getRouteApi('/settings');
const texts = accessTexts.settings;

interface Tab {
  readonly show: string;
  readonly name: string;
  readonly role: RoleName;
  readonly Content: ComponentType;
}

/** One tab a line: what the address calls it, its name, who may see it, and what it holds. */
const TABS: readonly [Tab, ...Tab[]] = [
  { show: 'you', name: texts.tabs.you, role: 'viewer', Content: SettingsYou },
  { show: 'people', name: texts.tabs.people, role: 'admin', Content: SettingsPeople },
  { show: 'keys', name: texts.tabs.keys, role: 'admin', Content: SettingsKeys },
  { show: 'consent', name: texts.tabs.consent, role: 'viewer', Content: SettingsConsent },
  { show: 'changes', name: texts.tabs.changes, role: 'viewer', Content: SettingsChanges },
];

/** Who works here, what opens the engine, and who changed what. */
export function SettingsPage() {
  const { show } = route.useSearch();
  const tab = TABS.find((other) => other.show === show) ?? TABS[0];
  const may = useMay(tab.role);
  return (
    <>
      <PageTitle title={texts.title}>{texts.lead}</PageTitle>
      <nav className="tabs" aria-label={texts.tabsLabel}>
        {TABS.map((other) => (
          <Link key={other.show} to="/settings" search={{ show: other.show }} aria-current={other === tab ? 'page' : undefined}>
            {other.name}
          </Link>
        ))}
      </nav>
      {may ? <tab.Content /> : <Empty title={tab.name}>{accessTexts.needs(tab.role)}</Empty>}
    </>
  );
}
