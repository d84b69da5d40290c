import type { EventColumns } from '../../discover/event-columns.js';
import type { CustomerEvent } from '../../vocabulary/event.js';
import type { Instant } from '../../vocabulary/instant.js';
import { DEVICES, NAMES } from './made-world.js';

/** A made world as events that an engine can take, from an instant on. */
export function* asEvents({ starts, times, names, properties }: EventColumns, from: Instant): Generator<CustomerEvent> {
  const [devices, products] = properties;
  for (let customer = 0; customer + 1 < starts.length; customer++) {
    for (let event = starts[customer] as number; event < (starts[customer + 1] as number); event++) {
      const timestamp = from + (times[event] as number);
      const product = products?.cells[event] as number;
      yield {
        messageId: `m${String(event).padStart(8, '0')}`,
        type: 'track',
        event: NAMES[names[event] as number] as string,
        userId: `user-${customer}`,
        anonymousId: null,
        previousId: null,
        groupId: null,
        timestamp,
        receivedAt: timestamp,
        source: 'web',
        properties:
          product > 0 ? { product_id: `p${product}`, ...(NAMES[names[event] as number] === 'Goal' && { total: product * 10 }) } : {},
        context: { device: { type: DEVICES[(devices?.cells[event] as number) - 1] as string } },
        traits: {},
      };
    }
  }
}
