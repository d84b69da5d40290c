import type { ChangeItem } from '@cusp/engine/contract';

/** Where what was changed is shown, as an address of the console; undefined where nothing of its own is. */
export function changeLink({ about: { kind, name } }: Pick<ChangeItem, 'about'>): string | undefined {
  const path = encodeURIComponent(name);
  switch (kind) {
    case 'segment':
      return `/segments/${path}`;
    case 'moment':
      return `/moments/${path}`;
    case 'metric':
      return `/customer-metrics/${path}`;
    case 'campaign':
      return `/campaigns/${path}`;
    case 'source':
      return name === '' ? undefined : `/data/sources/${path}`;
    case 'customer':
      return `/customers/${path}?show=identity`;
    case 'quarantine':
      return '/data';
    case 'acting':
      return '/campaigns';
    case 'person':
      return '/settings?show=people';
    case 'secret':
      return '/settings?show=keys';
    default:
      return undefined;
  }
}
