import { Link } from '@tanstack/react-router';

/**
 * The tabs of a page about something with a name. Which one is shown stands in the address as `show`; the first goes without saying.
 */
export function NameTabs<Tab extends string>({
  to,
  name,
  label,
  tabs,
  titles,
  shown,
}: {
  to: '/campaigns/$name' | '/experiments/$name' | '/segments/$name' | '/data/sources/$name' | '/data/plans/$name';
  name: string;
  label: string;
  tabs: readonly Tab[];
  titles: Readonly<Record<Tab, string>>;
  shown: Tab;
}) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to={to}
          params={{ name }}
          search={tab === tabs[0] ? {} : { show: tab }}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={tab === shown ? 'page' : undefined}
        >
          {titles[tab]}
        </Link>
      ))}
    </nav>
  );
}
