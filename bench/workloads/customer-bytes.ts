import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workload } from '../figure.js';
import { rounded } from '../figure.js';
import { folderBytes, residentBytes } from '../process-usage.js';
import { startServer } from '../server.js';
import { serverWithPast, untilInWarehouse } from '../server-with-past.js';

const DAY = 24 * 60 * 60 * 1000;
const METRICS = 20;
const EVENTS = ['Product Viewed', 'Product Added', 'Order Completed', 'Cart Viewed', 'Product Reviewed'];
/** How long memory may take to be given back after the past has been read. */
const REST_MS = 15_000;
const FOLDERS = ['journal', 'snapshots', 'warehouse'];

/** What keeping a customer costs, in memory and on disk. */
export const customerBytes: Workload = {
  name: 'customer_bytes',
  group: 'segments',
  async run({ sizes, folder, say }) {
    const empty = await startServer(folder('empty'));
    const emptyBytes = residentBytes(empty.pid);
    await empty.stop();
    const data = folder('customers');
    const customers = Math.min(sizes.customers, sizes.events);
    const until = Date.now() - 60_000;
    say(`customers: writing ${sizes.events} events of ${customers}, and taking them in`);
    const server = await serverWithPast({ data, customers, count: sizes.events, from: until - 90 * DAY, until });
    try {
      await server.api('PUT', '/api/v1/definitions', { definitions: metrics() });
      await untilInWarehouse(server);
      await sleep(REST_MS);
      const resident = (residentBytes(server.pid) - emptyBytes) / customers;
      await server.stop();
      const disk = Object.fromEntries(FOLDERS.map((name) => [name, rounded(folderBytes(join(data, name)) / customers)]));
      const onDisk = Object.values(disk).reduce((sum, bytes) => sum + bytes, 0);
      const load = `${customers} customers with ${rounded(sizes.events / customers)} events each over 90 days, ${METRICS} metrics over four paths`;
      const leavesOut = `${customers < 1_000_000 ? 'the million customers of the aim (--customers 1000000); ' : ''}members, deadlines and acts of segments`;
      return [
        {
          name: 'customer_bytes',
          value: resident,
          unit: 'bytes',
          detail: { load: `${load}: resident memory of the server less that of an empty one`, leavesOut, rounds: [rounded(resident)] },
        },
        {
          name: 'customer_bytes.disk',
          value: onDisk,
          unit: 'bytes',
          detail: { load: `${load}: files of the data folder once it has stopped`, leavesOut, rounds: [rounded(onDisk)], ...disk },
        },
      ];
    } finally {
      await server.stop();
    }
  },
};

function metrics(): object[] {
  return Array.from({ length: METRICS }, (_, index) => {
    const event = EVENTS[index % EVENTS.length] as string;
    const values = [
      { count: event, within: '30d' },
      { sum: event, of: 'properties.price', within: '90d' },
      { distinct: event, of: 'properties.category' },
      { avg: event, of: 'properties.quantity', where: { 'properties.discount': { gt: 0 } } },
    ];
    return { kind: 'metric', name: `bench_metric_${index}`, value: values[Math.floor(index / EVENTS.length)] };
  });
}
