import type { Channels } from '../src/act/channels/table.js';

const unused: Channels['email'] & Channels['site'] = {
  endpoint: () => 'unused',
  send: () => Promise.resolve({ outcome: 'impossible', detail: 'this test uses another channel' }),
  erase: () => Promise.resolve(),
};

/** For tests of one channel: the others take nothing. */
export const UNUSED_CHANNELS: Pick<Channels, 'email' | 'site'> = { email: unused, site: unused };
